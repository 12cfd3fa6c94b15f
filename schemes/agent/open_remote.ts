/** The schemes whose far side is an agent on another machine, by the doors that lead there. */
import type { ExecutionScheme } from "../../runtime/scheme/execution_scheme.ts";
import type { ExecutionTarget } from "../../runtime/scheme/execution_target.ts";
import { priorityOfScheme } from "../../runtime/scheme/scheme_kind.ts";
import type { Door } from "./connection.ts";
import { httpDoor, type HttpOptions } from "./doors/http.ts";
import { sshDoor, type SshOptions } from "./doors/ssh.ts";
import { AgentScheme, type AgentSchemeOptions } from "./near/agent_scheme.ts";
import { AgentPool } from "./pool/agent_pool.ts";
import { Member } from "./pool/member.ts";

type Options = Pick<AgentSchemeOptions, "pool" | "annotations" | "target" | "patienceMs" | "dataDirectory">;

/** What any of them is opened with. */
export type RemoteSchemeOptions = SshOptions & HttpOptions & Options;

/** An agent of a pool. */
export interface PooledAgent {
  readonly target: ExecutionTarget;
  readonly labels: readonly string[];
  readonly options: RemoteSchemeOptions;
}

/** Opens a scheme; nothing is reached before it is needed. */
export function openRemoteScheme(name: "ssh" | "http", options: RemoteSchemeOptions): AgentScheme {
  const door = name === "ssh" ? sshDoor(options) : httpDoor(options);
  return openScheme(name, door, options);
}

/** Opens the scheme `ssh`. */
export function openSshScheme(options: SshOptions & Options): ExecutionScheme {
  return openScheme("ssh", sshDoor(options), options);
}

/** Opens the scheme `http`. */
export function openHttpScheme(options: HttpOptions & Options): ExecutionScheme {
  return openScheme("http", httpDoor(options), options);
}

/** Opens several as one. */
export function openAgentPool(
  { name, annotations }: Pick<ExecutionScheme, "name" | "annotations">,
  agents: readonly PooledAgent[],
): ExecutionScheme {
  const members = agents.map(({ target, labels, options }) => {
    const scheme = openRemoteScheme(target.scheme as "ssh" | "http", { ...options, target });
    return new Member(target.name, scheme, new Set(labels));
  });
  return new AgentPool({ name, annotations, priority: priorityOfScheme(name), members });
}

function openScheme(name: string, door: Door, options: Options): AgentScheme {
  const { pool, annotations, target, patienceMs, dataDirectory } = options;
  const priority = priorityOfScheme(name);
  return new AgentScheme({ pool, annotations, target, patienceMs, dataDirectory, name, priority, door });
}
