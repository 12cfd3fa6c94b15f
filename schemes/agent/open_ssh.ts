/** The scheme `ssh`. */
import type { ExecutionScheme } from "../../runtime/scheme/execution_scheme.ts";
import { AgentScheme, type AgentSchemeOptions } from "./agent_scheme.ts";
import { sshDoor, type SshOptions } from "./ssh.ts";

/** Opens the scheme; nothing is reached before it is needed. */
export function openSshScheme(
  { pool, annotations, patienceMs, ...ssh }:
    & SshOptions
    & Pick<AgentSchemeOptions, "pool" | "annotations" | "patienceMs">,
): ExecutionScheme {
  return new AgentScheme({ name: "ssh", priority: 50, annotations, door: sshDoor(ssh), pool, patienceMs });
}
