/** Runs the program of a peer: it warms up and measures by itself, so that no start-up counts. */

/** What a peer took with one of its settings. */
export interface PeerTime {
  readonly setting: string;
  /** Milliseconds, the median of the rounds. */
  readonly ms: number;
}

/** How a peer is measured. */
export interface PeerOptions {
  /** Calls in a round, 10,000 unless given. */
  readonly calls?: number;
  /** Rounds after warm-up, of which the median counts. */
  readonly rounds?: number;
  /** Whether a peer that is missing may be installed; yes unless given. */
  readonly install?: boolean;
}

/** Calls in a round unless options say otherwise. */
export const CALLS = 10_000;

/** Where the programs are. */
export function programPath(name: string): string {
  return decodeURIComponent(new URL(name, import.meta.url).pathname);
}

/**
 * The times that a program prints as a line of JSON, the fastest first; undefined when the command is not on this
 * machine. Throws when the program fails.
 */
export async function runPeerProgram(
  command: string,
  args: readonly string[],
  cwd?: string,
): Promise<readonly PeerTime[] | undefined> {
  const output = await outputOf(command, args, cwd);
  if (output === undefined) return undefined;
  const [stdout, stderr] = [output.stdout, output.stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (!output.success) throw new Error(`${command} ${args.join(" ")} failed: ${stderr.slice(-2000)}`);
  const times: PeerTime[] = JSON.parse(stdout);
  return times.toSorted((a, b) => a.ms - b.ms);
}

/** What a command leaves behind; undefined when it is not on this machine. */
export async function outputOf(
  command: string,
  args: readonly string[],
  cwd?: string,
): Promise<Deno.CommandOutput | undefined> {
  try {
    return await new Deno.Command(command, { args: [...args], cwd, env: { NO_COLOR: "1" }, stdin: "null" }).output();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
