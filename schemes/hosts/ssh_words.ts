/** The system's `ssh`, with what the person has configured for it: keys, jump hosts, names of hosts. */

/** Where it connects to; what is left out is as its configuration says. */
export interface SshDestination {
  /** A host's name, or what the configuration calls it. */
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
  /** Another configuration than the person's own. */
  readonly config?: string;
}

/** Seconds to make the connection. */
const CONNECT_SECONDS = 15;
/** Seconds without a word after which sshd is asked for one, and how many may be in vain: a dead connection is not kept. */
const ALIVE_SECONDS = 5;
const MOST_UNHEARD = 4;

/** Its command without what is run there; it never asks anything. */
export function sshWords(destination: SshDestination, options: readonly string[] = []): readonly string[] {
  const all = [
    "BatchMode=yes",
    `ConnectTimeout=${CONNECT_SECONDS}`,
    `ServerAliveInterval=${ALIVE_SECONDS}`,
    `ServerAliveCountMax=${MOST_UNHEARD}`,
    "ForwardX11=no",
    "LogLevel=ERROR",
    ...options,
  ];
  return ["ssh", "-T", ...whereTo(destination), ...all.flatMap((option) => ["-o", option]), "--", destination.host];
}

/** The options that say where it goes, but the host. */
export function whereTo({ user, port, config }: SshDestination): readonly string[] {
  return [
    ...(config === undefined ? [] : ["-F", config]),
    ...(port === undefined ? [] : ["-p", String(port)]),
    ...(user === undefined ? [] : ["-l", user]),
  ];
}
