/** The schemes whose far side is an agent on another machine, by the doors that lead there. */
import type { ExecutionScheme } from "../../runtime/scheme/execution_scheme.ts";
import { priorityOfScheme } from "../../runtime/scheme/scheme_kind.ts";
import { AgentScheme, type AgentSchemeOptions } from "./agent_scheme.ts";
import type { Door } from "./connection.ts";
import { httpDoor, type HttpOptions } from "./http.ts";
import { sshDoor, type SshOptions } from "./ssh.ts";

type Options = Pick<AgentSchemeOptions, "pool" | "annotations" | "patienceMs" | "dataDirectory">;

/** Opens a scheme; nothing is reached before it is needed. */
export function openRemoteScheme(name: "ssh" | "http", options: SshOptions & HttpOptions & Options): ExecutionScheme {
  return name === "ssh" ? openSshScheme(options) : openHttpScheme(options);
}

/** Opens the scheme `ssh`. */
export function openSshScheme(options: SshOptions & Options): ExecutionScheme {
  return openScheme("ssh", sshDoor(options), options);
}

/** Opens the scheme `http`. */
export function openHttpScheme(options: HttpOptions & Options): ExecutionScheme {
  return openScheme("http", httpDoor(options), options);
}

function openScheme(name: string, door: Door, options: Options): ExecutionScheme {
  return new AgentScheme({ ...options, name, priority: priorityOfScheme(name), door });
}
