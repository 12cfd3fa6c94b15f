/** What a run knows of computing elsewhere: which module by which scheme, and which of them together. */
import { chainsOf } from "../plan/chains.ts";
import type { ExecutionScheme } from "../scheme/execution_scheme.ts";
import type { Frame } from "./frame.ts";
import type { ModuleRun } from "./module_run.ts";
import type { TemporaryFiles } from "./temporary_files.ts";

/** What it is made of. */
export interface ElsewhereOptions {
  /** Of the module of a path; undefined: here. */
  readonly schemeOf: (path: string) => ExecutionScheme | undefined;
  readonly files: TemporaryFiles;
  /** Whether the outputs of all that is computed together are wanted. */
  readonly wantsAllOutputs: boolean;
  /** Whether the result of each module that is not cacheable is to be kept too: a continuation must not run it again. */
  readonly keepsEach: boolean;
}

/** See the head of the file. */
export class Elsewhere {
  /** Tells the pipelines that this run sends from those of others. */
  readonly key = crypto.randomUUID();
  readonly wantsAllOutputs: boolean;
  /** Chains by the path of the frame that they are in, and by each of their members. */
  readonly #chains = new Map<string, ReadonlyMap<number, readonly number[]>>();
  readonly #options: ElsewhereOptions;
  #folder: string | undefined;

  constructor(options: ElsewhereOptions) {
    this.#options = options;
    this.wantsAllOutputs = options.wantsAllOutputs;
  }

  /** Where a module computes; undefined: here. */
  schemeOf({ frame, index }: Pick<ModuleRun, "frame" | "index">): ExecutionScheme | undefined {
    return this.#options.schemeOf(frame.pathOf(index));
  }

  /** The modules that compute with it as one: itself and those behind it. Empty where there are none. */
  chainFrom({ frame, index }: ModuleRun): readonly ModuleRun[] {
    let chains = this.#chains.get(frame.within);
    if (chains === undefined) this.#chains.set(frame.within, chains = this.#chainsIn(frame));
    const chain = chains.get(index) ?? [];
    const members = chain.slice(chain.indexOf(index));
    return members.length < 2 ? [] : members.map((member) => frame.runAt(member));
  }

  #chainsIn(frame: Frame): ReadonlyMap<number, readonly number[]> {
    const { schemeOf, keepsEach } = this.#options;
    const chains = chainsOf(frame.plan, { placeOf: (index) => schemeOf(frame.pathOf(index)), keepsEach });
    return new Map(chains.flatMap((chain) => chain.map((member) => [member, chain])));
  }

  /** Where far sides put temporary files of this run. */
  get folder(): string {
    return this.#folder ??= this.#options.files.make("directory");
  }
}
