/** One process of Python: started, asked one thing at a time, interrupted, and found out when it ends by itself. */
import { ModuleError } from "vt";
import { type Frame, frameBytes, FrameReader } from "./frames.ts";
import { BOOT, HOST_FILES } from "./host_files.ts";
import { type HostAnswer, type HostEvent, type HostMessage, isAnswer } from "./host_message.ts";
import { noPython, pythonCommand } from "./python_command.ts";
import { type PickleNumbers, PythonObjects } from "./python_objects.ts";

/** How one question is asked. */
export interface AskOptions {
  /** Aborted: the source is interrupted, and killed with all that it started when it does not heed that. */
  readonly signal?: AbortSignal;
  /** Hears what the host says before the answer. */
  readonly hear: (event: HostEvent, attachments: readonly Uint8Array[]) => void;
}

interface Question {
  readonly hear: AskOptions["hear"];
  readonly answer: PromiseWithResolvers<Frame<HostAnswer>>;
}

/** How much of what it writes while it breaks down is kept. */
const MAX_LAST_WORDS = 4000;

/** See the head of the file. While nothing is asked, it does not keep this program from ending. */
export class PythonProcess {
  /** Its objects that are known here. */
  readonly objects: PythonObjects;
  /** How long an interrupted source has to end by itself. */
  readonly graceMs: number;
  /** Why nothing can be asked any more; undefined while it runs. */
  ending: string | undefined;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #ended: Promise<void>;
  #question: Question | undefined;

  /** Starts it. Throws a ModuleError when there is no Python. `pickle`: asks it, when its turn comes, for pickles. */
  constructor({ graceMs, pickle }: { readonly graceMs: number; readonly pickle: PickleNumbers }) {
    this.graceMs = graceMs;
    this.objects = new PythonObjects(pickle);
    this.#child = startPython();
    this.#input = this.#child.stdin.getWriter();
    this.send({ message: HOST_FILES, attachments: [] });
    this.#ended = this.#listen();
    this.#child.unref();
    globalThis.addEventListener("unload", this.#leave);
  }

  /** Asks, and gives the answer. Rejects with a ModuleError when the process ends before. One question at a time. */
  async ask(question: Frame<object>, { signal, hear }: AskOptions): Promise<Frame<HostAnswer>> {
    const answer = Promise.withResolvers<Frame<HostAnswer>>();
    this.#question = { hear, answer };
    this.#child.ref();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const interrupt = (): void => {
      this.#signal(this.#child.pid, "SIGINT");
      timer = setTimeout(this.#kill, this.graceMs);
    };
    signal?.addEventListener("abort", interrupt, { once: true });
    try {
      this.send(question);
      return await answer.promise;
    } finally {
      signal?.removeEventListener("abort", interrupt);
      clearTimeout(timer);
      this.#question = undefined;
      if (this.ending === undefined) this.#child.unref();
    }
  }

  /** Sends what it waits for. */
  send(frame: Frame<object>): void {
    // When the process has gone, its end is what is told.
    for (const bytes of frameBytes(frame)) this.#input.write(bytes).catch(() => {});
  }

  /** Lets it end. */
  async close(): Promise<void> {
    this.#child.ref();
    this.#input.close().catch(() => {});
    const timer = setTimeout(this.#kill, this.graceMs);
    await this.#ended;
    clearTimeout(timer);
  }

  /** Goes on until the process ends, or says what is no frame. */
  async #listen(): Promise<void> {
    const lastWords = readEnd(this.#child.stderr);
    const frames = new FrameReader();
    const ended = this.#child.status.then(this.#kill); // processes that it forked would keep its output open
    try {
      for await (const piece of this.#child.stdout) {
        for (const frame of frames.take(piece)) this.#hear(frame as Frame<HostMessage>);
      }
    } catch {
      // It ends below, and whoever asked hears of it.
    }
    this.#kill();
    await ended;
    await this.#tellEnd(await lastWords);
  }

  #hear({ message, attachments }: Frame<HostMessage>): void {
    if (isAnswer(message)) this.#question?.answer.resolve({ message, attachments });
    else this.#question?.hear(message, attachments);
  }

  async #tellEnd(lastWords: string): Promise<void> {
    const { code, signal } = await this.#child.status;
    this.objects.hasEnded = true;
    this.ending = signal === null ? `exit code ${code}` : `killed by ${signal}`;
    globalThis.removeEventListener("unload", this.#leave);
    await this.#input.abort().catch(() => {});
    if (this.#question === undefined) return;
    if (lastWords !== "") this.#question.hear({ log: lastWords }, []);
    this.#question.answer.reject(new ModuleError(`The Python process ended while it ran this module: ${this.ending}`));
  }

  /** With all that it has started. */
  readonly #kill = (): void => this.#signal(-this.#child.pid, "SIGKILL");

  /** This program ends: a process that does nothing ends by itself when its input does. */
  readonly #leave = (): void => {
    if (this.#question !== undefined) this.#kill();
  };

  /** To the process, or by the negative number to all that it has started, too. */
  #signal(pid: number, signal: Deno.Signal): void {
    try {
      Deno.kill(pid, signal);
    } catch {
      // It has ended already.
    }
  }
}

/** In a session of its own: what it starts can be killed with it, and Ctrl-C reaches it by us alone. */
function startPython(): Deno.ChildProcess {
  let command = "";
  try {
    command = pythonCommand();
    const pipes = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
    // On a far side it serves several calls, and is not to end with the first of them, nor to stay when that has completed.
    const env = { VT_SHARED: "yes" };
    return new Deno.Command(command, { args: ["-c", BOOT], env, ...pipes, detached: true }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new ModuleError(noPython(), { cause: error });
    if (error instanceof Deno.errors.NotCapable) {
      const [what] = error.message.split(",");
      const needed = "a limited target needs --allow-env=VT_PYTHON and --allow-run with the name of Python";
      throw new ModuleError(`Cannot start Python: ${what}; ${needed}`, { cause: error });
    }
    throw new ModuleError(`Cannot start Python as "${command}": ${error}; --python or VT_PYTHON may name another`, {
      cause: error,
    });
  }
}

async function readEnd(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const piece of stream.pipeThrough(new TextDecoderStream())) text = (text + piece).slice(-MAX_LAST_WORDS);
  return text;
}
