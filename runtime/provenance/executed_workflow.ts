/**
 * An execution as a tree: the modules that ran, inside them those of groups and of iterations. It is what all exports
 * are made of, whether it was recorded here or read from a log of VisTrails.
 */
import type { IterationExec, ModuleExec, WorkflowExec } from "../record/log.ts";

/** A whole execution. */
export interface ExecutedWorkflow {
  readonly exec: WorkflowExec;
  readonly top: ExecutedFrame;
}

/** Modules that ran together: at the top, in a group, in one iteration; in the order in which they began. */
export interface ExecutedFrame {
  /** Of what loops: which iteration, counted from 0; of a loop inside a loop both, `2/0`. */
  readonly iteration?: string;
  readonly modules: readonly ExecutedModule[];
}

/** A module that ran. */
export interface ExecutedModule {
  readonly module: ModuleExec;
  /** Unique in the execution: its path, `3,4#2` where it is the second that is recorded under it. */
  readonly key: string;
  /** What ran inside; of a loop, where that is known, one for each iteration. */
  readonly frames: readonly ExecutedFrame[];
}

/** Whether the module runs others: a group. */
export function isGroup({ module, frames }: ExecutedModule): boolean {
  return module.isGroup ?? frames.some(({ modules }) => modules[0]?.module.path.startsWith(`${module.path},`));
}

/** All modules, each before those inside it. */
export function* allModules({ modules }: ExecutedFrame): Generator<ExecutedModule> {
  for (const module of modules) {
    yield module;
    for (const frame of module.frames) yield* allModules(frame);
  }
}

/** An iteration of a loop. */
export interface ExecutedIteration {
  /** Its number from 0; of a loop inside a loop both, `2/0`. */
  readonly label: string;
  /** Undefined where only is known what ran inside. */
  readonly exec?: IterationExec;
}

/** The iterations of a module, those of a loop inside an iteration behind it. */
export function iterationsOf({ module, frames }: ExecutedModule): readonly ExecutedIteration[] {
  const found = new Map<string, ExecutedIteration>();
  const add = (loop: readonly IterationExec[], prefix: string): void => {
    for (const exec of loop) {
      const label = `${prefix}${exec.number}`;
      found.set(label, { label, exec });
      add(exec.loop ?? [], `${label}/`);
    }
  };
  add(module.loop ?? [], "");
  for (const { iteration: label } of frames) if (label !== undefined && !found.has(label)) found.set(label, { label });
  return [...found.values()];
}

/** Gives each module its key, in the order in which they are asked for. */
export class Keys {
  readonly #counts = new Map<string, number>();

  of(path: string): string {
    const count = (this.#counts.get(path) ?? 0) + 1;
    this.#counts.set(path, count);
    return count === 1 ? path : `${path}#${count}`;
  }
}

/** Puts the modules of a record together to a tree. */
export function executedWorkflow(exec: WorkflowExec, modules: Iterable<ModuleExec>): ExecutedWorkflow {
  const all = [...modules].sort((a, b) => a.startedAt - b.startedAt);
  const groups = new Map(all.map((module) => [placeText(module.path, module.inIteration), module]));
  const inside = Map.groupBy(all, (module) => groupAround(module, groups));
  const keys = new Keys();
  const build = (module: ModuleExec): ExecutedModule => {
    const key = keys.of(module.path);
    return { module, key, frames: framesOf(module, inside.get(module) ?? []).map(frame) };
  };
  const frame = ({ iteration, modules }: { iteration: string; modules: readonly ModuleExec[] }): ExecutedFrame => ({
    ...(iteration !== "" && { iteration }),
    modules: modules.map(build),
  });
  return { exec, top: { modules: (inside.get(undefined) ?? []).map(build) } };
}

function placeText(path: string, inIteration = ""): string {
  return `${path}/${inIteration}`;
}

/** The record of the group in which a module ran; undefined at the top, and where the group has none. */
function groupAround(
  { path, inIteration = "" }: ModuleExec,
  groups: ReadonlyMap<string, ModuleExec>,
): ModuleExec | undefined {
  const comma = path.lastIndexOf(",");
  if (comma < 0) return undefined;
  const around = path.slice(0, comma);
  for (let iteration = inIteration;; iteration = iteration.slice(0, Math.max(0, iteration.lastIndexOf("/")))) {
    const group = groups.get(placeText(around, iteration));
    if (group !== undefined || iteration === "") return group;
  }
}

/** The modules inside by iteration, these in their order; `""` where the group does not loop. */
function framesOf(
  { inIteration = "" }: ModuleExec,
  inside: readonly ModuleExec[],
): readonly { readonly iteration: string; readonly modules: readonly ModuleExec[] }[] {
  const skipped = inIteration === "" ? 0 : inIteration.length + 1;
  const byIteration = Map.groupBy(inside, (module) => (module.inIteration ?? "").slice(skipped));
  return [...byIteration].map(([iteration, modules]) => ({ iteration, modules }))
    .sort((a, b) => a.iteration.localeCompare(b.iteration, "en", { numeric: true }));
}
