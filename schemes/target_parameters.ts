/** The parameters of targets: texts, and what they mean. */
import { isLabel } from "../runtime/authoring/compute_policy.ts";
import { InputError } from "../runtime/errors.ts";
import { nearest } from "../runtime/nearest.ts";
import type { ExecutionTarget } from "../runtime/scheme/execution_target.ts";
import { wrongWithName } from "../runtime/target_name.ts";
import type { Permissions } from "./far_side_command.ts";

/** What may be said of a target. */
export interface TargetParameter {
  readonly name: string;
  /** What help calls the value. */
  readonly value: string;
  readonly doc: string;
}

const SIZE: TargetParameter = { name: "size", value: "N", doc: "most modules at a time; as many as cores" };
const MEMORY: TargetParameter = { name: "memory", value: "MB", doc: "most memory for the objects of a module" };
const LIST = "only these, with commas between; nothing: all";
const PERMISSIONS: readonly TargetParameter[] = [
  { name: "allow-net", value: "HOSTS", doc: `hosts that modules may speak to: ${LIST}` },
  { name: "allow-read", value: "PATHS", doc: `what modules may read: ${LIST}` },
  { name: "allow-write", value: "PATHS", doc: `what modules may write: ${LIST}` },
  { name: "allow-run", value: "PROGRAMS", doc: `programs that modules may start: ${LIST}` },
  { name: "allow-env", value: "NAMES", doc: `variables of the environment that modules may read: ${LIST}` },
];

const HOST: TargetParameter = { name: "host", value: "NAME", doc: "where its agent is; the name of the target" };
const JOBS: TargetParameter = { name: "jobs", value: "N", doc: "most modules at a time there; as many as cores" };
const PATIENCE: TargetParameter = {
  name: "patience",
  value: "HOURS",
  doc: "how long an agent that is out of reach is waited for; 24",
};
const AGENT: TargetParameter = {
  name: "agent",
  value: "ID",
  doc: "the only agent that will do; any if nothing is said",
};
const THREADS: TargetParameter = {
  name: "threads",
  value: "yes|no",
  doc: "compute in threads of the agent: big values cross faster, but a program that crashes takes all with it; no",
};
const POOL: TargetParameter = { name: "pool", value: "NAME", doc: "with others of this pool it is one target" };
const LABELS: TargetParameter = {
  name: "labels",
  value: "NAMES",
  doc: "what its machine has, with commas between: gpu",
};
const REMOTE: readonly TargetParameter[] = [JOBS, MEMORY, THREADS, PATIENCE, AGENT, POOL, LABELS];

/** By the name of the scheme, the parameters of its targets. */
export const TARGET_PARAMETERS: ReadonlyMap<string, readonly TargetParameter[]> = new Map([
  ["worker", [SIZE, MEMORY]],
  ["process", [SIZE, MEMORY, ...PERMISSIONS]],
  ["ssh", [
    HOST,
    { name: "port", value: "N", doc: "of sshd, or of the agent" },
    { name: "user", value: "NAME", doc: "who logs in; as ssh is configured" },
    { name: "remote-command", value: "COMMAND", doc: "what starts vt there; vt" },
    { name: "ssh-config", value: "FILE", doc: "another configuration of ssh than your own" },
    ...REMOTE,
  ]],
  ["http", [
    HOST,
    { name: "port", value: "N", doc: "of sshd, or of the agent" },
    { name: "token-file", value: "FILE", doc: "the token of the agent, in a file that only you may read" },
    { name: "ca", value: "FILE", doc: "certificate that the agent's is signed with; those of the system" },
    { name: "cert", value: "FILE", doc: "your own certificate, where the agent wants one" },
    { name: "key", value: "FILE", doc: "the key of your certificate" },
    ...REMOTE,
  ]],
]);

/** What the parameters of a target of this machine mean. */
export interface LocalParameters {
  readonly size?: number;
  readonly memoryMb?: number;
  /** Undefined: everything is allowed. */
  readonly permissions?: Permissions;
}

/** Reads the parameters; throws `InputError` for one that is unknown or wrong. */
export function readParameters(target: ExecutionTarget): LocalParameters {
  checkNames(target);
  const { parameters } = target;
  const allowed = Object.entries(parameters).filter(([name]) => name.startsWith("allow-"))
    .map(([name, text]) => [name.slice("allow-".length), text === "" ? true : text.split(",")] as const);
  return {
    ...(parameters.size === undefined ? {} : { size: wholeNumber("size", parameters.size) }),
    ...(parameters.memory === undefined ? {} : { memoryMb: wholeNumber("memory", parameters.memory) }),
    ...(allowed.length === 0 ? {} : { permissions: Object.fromEntries(allowed) as Permissions }),
  };
}

/** What the parameters of a target of another machine mean. */
export interface RemoteParameters {
  readonly host: string;
  readonly port?: number;
  readonly user?: string;
  readonly remoteCommand?: string;
  readonly config?: string;
  readonly tokenFile?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly agent?: string;
  readonly patienceMs?: number;
  readonly pool: { readonly scheme: "process" | "worker"; readonly jobs?: number; readonly memoryMb?: number };
}

const HOUR_MS = 3_600_000;
/** As long as a timer can run. */
const MOST_HOURS = 24 * 24;

/** Reads the parameters of a target of another machine; throws `InputError` for one that is unknown or wrong. */
export function readRemoteParameters(target: ExecutionTarget): RemoteParameters {
  checkNames(target);
  const { name, scheme, parameters } = target;
  const { host = name, port, user, agent, jobs, memory, patience, ca, cert, key } = parameters;
  checkWord("host", host);
  if (user !== undefined) checkWord("user", user);
  if (agent !== undefined && !/^[0-9a-f]{32}$/.test(agent)) {
    throw new InputError("agent is no identity: 32 hex digits wanted");
  }
  const { pool, labels } = parameters;
  if (pool !== undefined && wrongWithName(pool, scheme) !== undefined) {
    throw new InputError(wrongWithName(pool, scheme));
  }
  const wrong = labels?.split(",").find((label) => !isLabel(label));
  if (wrong !== undefined) throw new InputError(`labels: ${JSON.stringify(wrong.slice(0, 40))} is none`);
  if (scheme === "http" && port === undefined) throw new InputError("port is missing: where its agent listens");
  if ((cert === undefined) !== (key === undefined)) {
    throw new InputError("cert and key go together, one of them is missing");
  }
  const { threads = "no" } = parameters;
  if (threads !== "yes" && threads !== "no") throw new InputError("threads is neither yes nor no");
  const hours = patience === undefined ? undefined : wholeNumber("patience", patience, MOST_HOURS);
  return {
    host,
    ...(port !== undefined && { port: wholeNumber("port", port, 65_535) }),
    ...(user !== undefined && { user }),
    ...(agent !== undefined && { agent }),
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert, key }),
    ...(parameters["remote-command"] !== undefined && { remoteCommand: parameters["remote-command"] }),
    ...(parameters["ssh-config"] !== undefined && { config: parameters["ssh-config"] }),
    ...(parameters["token-file"] !== undefined && { tokenFile: parameters["token-file"] }),
    ...(hours !== undefined && { patienceMs: hours * HOUR_MS }),
    pool: {
      scheme: threads === "yes" ? "worker" : "process",
      ...(jobs !== undefined && { jobs: wholeNumber("jobs", jobs) }),
      ...(memory !== undefined && { memoryMb: wholeNumber("memory", memory) }),
    },
  };
}

/** A word that ssh must not take for an option, nor its shell for more than a word. */
function checkWord(name: string, text: string): void {
  if (/^[A-Za-z0-9_[][A-Za-z0-9_.:@%[\]-]*$/.test(text)) return;
  throw new InputError(`${name} is ${JSON.stringify(text.slice(0, 40))}, which is none`);
}

function checkNames({ scheme, parameters }: ExecutionTarget): void {
  const known = (TARGET_PARAMETERS.get(scheme) ?? []).map(({ name }) => name);
  for (const name of Object.keys(parameters)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const meant = near === undefined ? `it has ${known.join(", ")}` : `did you mean ${near}?`;
    throw new InputError(`scheme ${scheme} has no parameter ${name}: ${meant}`);
  }
}

const LARGEST = 2 ** 31 - 1;

function wholeNumber(name: string, text: string, largest = LARGEST): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= largest) return value;
  const bounds = largest === LARGEST ? "of at least 1" : `from 1 to ${largest}`;
  throw new InputError(`${name} is ${JSON.stringify(text.slice(0, 40))}, a whole number ${bounds} wanted`);
}
