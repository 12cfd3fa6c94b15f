/** Runs a command that takes a notice. */
import { messageOf } from "../errors.ts";
import { oneLine } from "../one_line.ts";
import { SECRET_VARIABLE } from "../secrets/secrets.ts";
import { NotTakenError } from "./not_taken_error.ts";
import type { Delivery } from "./outbox.ts";
import type { CommandTarget } from "./receiver.ts";
import type { SendOptions } from "./send.ts";

/** Characters of what it says when it fails. */
const MOST_SAID = 500;
/** How long what it said last is waited for, where something that it left behind keeps its output open. */
const LAST_WORDS_MS = 500;

/** Resolves when the command ended with 0; rejects with a NotTakenError for any other end. Aborted, it is killed. */
export async function runCommand({ argv }: CommandTarget, delivery: Delivery, options: SendOptions): Promise<void> {
  const [command, ...args] = argv;
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(command, {
      args,
      cwd: options.directory,
      env: { ...cleanEnvironment(), ...variables(delivery, options.directory) },
      clearEnv: true,
      stdin: "piped",
      stdout: "null",
      stderr: "piped",
      detached: true, // a group of its own, so that it ends with all that it started
    }).spawn();
  } catch (error) {
    throw new NotTakenError(`Cannot start ${command}: ${messageOf(error)}`, false, { cause: error });
  }
  const kill = (): void => killGroup(child.pid);
  options.signal.addEventListener("abort", kill);
  if (options.signal.aborted) kill();
  const said = lastWords(child);
  try {
    await writeInput(child, `${JSON.stringify(delivery.notice)}\n`);
    const { code, signal } = await child.status;
    if (code === 0) return;
    if (options.signal.aborted) throw new NotTakenError(`${command} took too long`, false);
    const how = signal === null ? `exit code ${code}` : signal;
    const words = oneLine(await said.text(), MOST_SAID);
    throw new NotTakenError(`${command} ended with ${how}${words === "" ? "" : `: ${words}`}`, true);
  } finally {
    options.signal.removeEventListener("abort", kill);
    await said.stop();
  }
}

function variables({ key, notice }: Delivery, directory: string): Record<string, string> {
  const { event, text, workflow, execution, continuation = "", state, host } = notice;
  const all: Record<string, string> = {
    VT_EVENT: event,
    VT_KEY: key,
    VT_TEXT: text,
    VT_FILE: workflow.file,
    VT_WORKFLOW: workflow.name,
    VT_VERSION: String(workflow.version ?? ""),
    VT_EXECUTION: execution,
    VT_CONTINUATION: continuation,
    VT_STATE: state,
    VT_HOST: host,
    VT_STORE: directory,
  };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, value.replaceAll("\0", "")]));
}

/** Ours, without secrets. */
function cleanEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(Deno.env.toObject()).filter(([name]) => !name.startsWith(SECRET_VARIABLE)));
}

/** A command need not read what it is told. */
async function writeInput(child: Deno.ChildProcess, text: string): Promise<void> {
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text)).catch(() => {});
  await writer.close().catch(() => {});
}

/** The end of its standard error, which what it leaves behind may hold open. */
function lastWords(child: Deno.ChildProcess): { text(): Promise<string>; stop(): Promise<void> } {
  let text = "";
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  const read = async (): Promise<void> => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      text = (text + next.value).slice(-MOST_SAID);
    }
  };
  const isRead = read().catch(() => {}); // killed
  const stop = async (): Promise<void> => {
    await reader.cancel().catch(() => {});
    await isRead;
  };
  return {
    text: async () => {
      const timer = setTimeout(stop, LAST_WORDS_MS);
      await isRead;
      clearTimeout(timer);
      return text;
    },
    stop,
  };
}

function killGroup(pid: number): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch {
    // All of it has ended already.
  }
}
