/**
 * Programs of the system in a process group of their own, their standard streams connected to files. It is imported
 * when a tool runs: Node's modules take a while to load.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { constants } from "node:os";
import { type ComputeContext, python } from "vt";
import { ifThere } from "../../runtime/if_there.ts";

/** What is to run, and how. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** Where it runs; where this program does unless said. */
  readonly directory: string | undefined;
  /** Beside the environment of this program. */
  readonly environment: ReadonlyMap<string, string>;
  /** The file that it reads; nothing unless said. */
  readonly stdin: string | undefined;
  /** The file that it writes; the run's output unless said. */
  readonly stdout: string | undefined;
  /** The file that it writes; the module's log unless said. */
  readonly stderr: string | undefined;
}

/** Time that a program has to end itself after it is asked to: less than a run that is stopped waits. */
const GRACE_MS = 1_500;

/** Longer lines on the standard error are broken. */
const LONGEST_LINE = 65_536;

/** Runs it to its end; gives its return code, of one that a signal ended that signal's number below zero. */
export async function runProgram(program: Program, context: ComputeContext): Promise<number> {
  context.signal.throwIfAborted();
  const running = start(program);
  const kill = () => signalGroup(running.pid, "SIGKILL");
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    signalGroup(running.pid, "SIGTERM");
    timer = setTimeout(kill, GRACE_MS);
  };
  context.signal.addEventListener("abort", stop);
  globalThis.addEventListener("unload", kill); // the program ends without waiting for this
  try {
    const [code] = await Promise.all([
      endOf(running),
      readText(running.stdout, (text) => context.print(text)),
      readLines(running.stderr, (line) => context.log(line)),
    ]);
    context.signal.throwIfAborted();
    return code;
  } finally {
    context.signal.removeEventListener("abort", stop);
    globalThis.removeEventListener("unload", kill);
    clearTimeout(timer);
    if (context.signal.aborted) kill(); // its first process may be gone, others not
  }
}

function start({ command, args, directory, environment, stdin, stdout, stderr }: Program): ChildProcess {
  const opened: number[] = [];
  const open = (path: string, flags: "r" | "w") => {
    const file = openSync(path, flags);
    opened.push(file);
    return file;
  };
  try {
    return spawn(command, [...args], {
      cwd: directory,
      env: { ...Deno.env.toObject(), ...Object.fromEntries(environment) },
      detached: true,
      stdio: [
        stdin === undefined ? "ignore" : open(stdin, "r"),
        stdout === undefined ? "pipe" : open(stdout, "w"),
        stderr === undefined ? "pipe" : open(stderr, "w"),
      ],
    });
  } finally {
    opened.forEach(closeSync);
  }
}

const START_ERRORS: ReadonlyMap<string | undefined, string> = new Map([
  ["ENOENT", "[Errno 2] No such file or directory"],
  ["EACCES", "[Errno 13] Permission denied"],
]);

function endOf(running: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    running.on("error", (error: Error & { code?: string }) => {
      reject(new python.PythonError("OSError", START_ERRORS.get(error.code) ?? error.message, { cause: error }));
    });
    running.on("close", (code, signal) => resolve(code ?? -constants.signals[signal!]));
  });
}

/** The group may have ended by itself. */
function signalGroup(pid: number | undefined, signal: Deno.Signal): void {
  if (pid !== undefined) ifThere(() => Deno.kill(-pid, signal));
}

type Chunks = AsyncIterable<Uint8Array> | null;

async function readText(chunks: Chunks, take: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for await (const chunk of chunks ?? []) take(decoder.decode(chunk, { stream: true }));
}

async function readLines(chunks: Chunks, take: (line: string) => void): Promise<void> {
  let rest = "";
  await readText(chunks, (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    lines.forEach(take);
    if (rest.length < LONGEST_LINE) return;
    take(rest);
    rest = "";
  });
  if (rest !== "") take(rest);
}
