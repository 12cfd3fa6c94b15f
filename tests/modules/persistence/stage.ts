/** Workflows with kept files, run as `vt run` runs them, with a data directory that vanishes. */
import { deepEqual } from "node:assert/strict";
import { defineModule, PathValue, port, types as t, workflow, type WorkflowBuilder } from "vt";
import { packages } from "../../../modules/mod.ts";
import { removeTree } from "../../../modules/persistence/content.ts";
import { Repository, repositoryFolder } from "../../../modules/persistence/repository.ts";
import { execute, type ExecutionOutcome, type ModuleOutcome } from "../../../runtime/interpreter/execution.ts";
import { type KnownResult, type ResultCache, signaturesOf } from "../../../runtime/interpreter/result_cache.ts";
import { ScriptJobIds } from "../../../runtime/interpreter/script_job_ids.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { lookOutside } from "../../../runtime/plan/look_outside.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import type { ExecutionEvent } from "../../../runtime/record/execution_event.ts";
import { MemoryJobs } from "../../support/memory_jobs.ts";

/** What ran, in order. */
export const told: string[] = [];

/** Makes a file anew whenever it runs. */
export const MakeFile = defineModule({
  name: "MakeFile",
  cacheable: false,
  inputs: { text: port(t.String), name: port(t.String, { default: ".txt" }) },
  outputs: { file: port(t.File) },
  compute: ({ text, name }, context) => {
    told.push(`make ${text}`);
    if (text === "fails") throw new Error("cannot make it");
    const path = context.temporaryPath("file", name);
    Deno.writeTextFileSync(path, text);
    return { file: new PathValue(path) };
  },
});

/** Makes a directory with two files. */
export const MakeDirectory = defineModule({
  name: "MakeDirectory",
  cacheable: false,
  inputs: { text: port(t.String) },
  outputs: { directory: port(t.Directory) },
  compute: ({ text }, context) => {
    told.push(`make ${text}`);
    const path = context.temporaryPath("directory");
    Deno.mkdirSync(`${path}/inner`);
    for (const name of ["a", "inner/b"]) Deno.writeTextFileSync(`${path}/${name}`, `${text} ${name}`);
    return { directory: new PathValue(path) };
  },
});

/** Reads a file; its results may be reused. */
export const ReadText = defineModule({
  name: "ReadText",
  inputs: { file: port(t.Path) },
  outputs: { text: port(t.String) },
  compute: ({ file }) => {
    told.push("read");
    return { text: Deno.readTextFileSync(file.name) };
  },
});

/** How a run ended. */
export interface Ran {
  readonly outcome: ExecutionOutcome;
  readonly modules: readonly ModuleOutcome[];
  /** Error of the first module that failed. */
  readonly error: string | undefined;
  /** Notes of modules by their keys, the last ones. */
  readonly notes: Readonly<Record<string, unknown>>;
}

/** A data directory, the results that are known, and a folder for other files. */
export class Stage implements Disposable {
  readonly #folder = Deno.makeTempDirSync();
  readonly dataDirectory = `${this.#folder}/data`;
  readonly repository = new Repository(repositoryFolder(this.dataDirectory));
  readonly #results = new Map<string, KnownResult>();

  constructor() {
    told.length = 0;
  }

  /** A file outside with this content. */
  write(name: string, text: string): string {
    Deno.writeTextFileSync(this.path(name), text);
    return this.path(name);
  }

  path(name: string): string {
    return `${this.#folder}/${name}`;
  }

  /** Runs a workflow, each time as a new program would. */
  async run(define: (builder: WorkflowBuilder) => void): Promise<Ran> {
    const planned = planPipeline(workflow("test", define).build().pipeline, new Registry(packages));
    deepEqual(planned.problems, []);
    const plan = lookOutside(planned.plan, this.dataDirectory);
    const notes: Record<string, unknown> = {};
    const observe = (event: ExecutionEvent): void => {
      if (event.kind === "annotated") notes[event.key] = event.value;
    };
    const outcome = await execute(plan, {
      observe,
      cache: this.#results as ResultCache,
      signatures: await signaturesOf(plan),
      jobs: { book: new MemoryJobs(), ids: await ScriptJobIds.ofPlan(plan, {}) },
      dataDirectory: this.dataDirectory,
    });
    const modules = [...outcome.modules()];
    return { outcome, modules, notes, error: modules.find(({ state }) => state === "failed")?.error };
  }

  [Symbol.dispose](): void {
    removeTree(this.#folder);
  }
}

/** The name of the path that the first module called `name` gave. */
export function given({ modules }: Ran, name: string): string {
  const value = modules.find((module) => module.name === name)?.outputs?.value;
  if (value instanceof PathValue) return value.name;
  throw new Error(`${name} gave no path`);
}
