/**
 * Marks what modules start with the call that they belong to. What they start by `node:child_process` with an environment
 * of their own making has no mark.
 */
import { CALL_VARIABLE } from "./call_mark.ts";

/** Marks all that is started on this far side from now on. Gives what is to be told which call begins. */
export function markChildren(farSide: string): (call: number) => void {
  let mark = farSide;
  takeOverCommand(() => mark);
  // node:child_process asks for it where it is given no environment.
  const { env } = Deno;
  const toObject = env.toObject.bind(env);
  Object.defineProperty(env, "toObject", { value: () => ({ ...toObject(), [CALL_VARIABLE]: mark }) });
  return (call) => void (mark = `${farSide}/${call}`);
}

type Options = Deno.CommandOptions;

function takeOverCommand(mark: () => string): void {
  const { Command } = Deno;
  class MarkedCommand extends Command {
    readonly #command: string | URL;
    readonly #options: Options | undefined;

    constructor(command: string | URL, options?: Options) {
      super(command, options);
      this.#command = command;
      this.#options = options;
    }

    override spawn(): Deno.ChildProcess {
      return this.#marked().spawn();
    }

    override output(): Promise<Deno.CommandOutput> {
      return this.#marked().output();
    }

    override outputSync(): Deno.CommandOutput {
      return this.#marked().outputSync();
    }

    /** Marked when it is started, not when it is made: a module may keep it for its next call. */
    #marked(): Deno.Command {
      return new Command(this.#command, { ...this.#options, env: { [CALL_VARIABLE]: mark(), ...this.#options?.env } });
    }
  }
  const commandOf = (command: string | URL, words?: readonly string[] | Options, options?: Options): Deno.Command =>
    new MarkedCommand(command, isOptions(words) ? words : { ...options, args: [...words] });
  type Given = Parameters<typeof commandOf>;
  const replaced = {
    Command: MarkedCommand,
    spawn: (...given: Given) => commandOf(...given).spawn(),
    spawnAndWait: (...given: Given) => commandOf(...given).output(),
    spawnAndWaitSync: (...given: Given) => commandOf(...given).outputSync(),
  };
  for (const [name, value] of Object.entries(replaced)) Object.defineProperty(Deno, name, { value });
}

function isOptions(words: readonly string[] | Options | undefined): words is Options | undefined {
  return !Array.isArray(words);
}
