/** What a module may do while it computes. */
import type { ComputeContext } from "../authoring/module.ts";
import type { ModuleRun } from "./module_run.ts";

/** The context of one module; see {@linkcode ComputeContext}. */
export class Context implements ComputeContext {
  protected readonly run: ModuleRun;

  constructor(run: ModuleRun) {
    this.run = run;
  }

  get signal(): AbortSignal {
    return this.run.frame.execution.signal;
  }

  get dynamicPorts(): ComputeContext["dynamicPorts"] {
    return this.run.plan.ports[this.run.index].dynamic;
  }

  progress(fraction: number, message?: string): void {
    this.#observe()?.({ kind: "progress", ...this.#place(), fraction, message });
  }

  annotate(key: string, value: unknown): void {
    this.#observe()?.({ kind: "annotated", ...this.#place(), key, value });
  }

  print(text: string): void {
    this.#observe()?.({ kind: "printed", ...this.#place(), text });
  }

  log(text: string): void {
    this.#observe()?.({ kind: "logged", ...this.#place(), text });
  }

  temporaryPath(kind: "file" | "directory", suffix?: string): string {
    return this.run.frame.execution.files.make(kind, suffix);
  }

  #observe(): ModuleRun["frame"]["execution"]["observe"] {
    return this.run.frame.execution.observe;
  }

  #place(): { id: number; within: string } {
    return { id: this.run.module.id, within: this.run.frame.within };
  }
}
