/**
 * An execution as a tree: the modules that ran, inside them those of groups and of iterations. It is what all exports
 * are made of, whether it was recorded here or read from a log of VisTrails.
 */
import type { WorkflowExec } from "../record/log.ts";
import type { RecordedModule } from "../record/log_line.ts";

/** A whole execution. */
export interface ExecutedWorkflow {
  readonly exec: WorkflowExec;
  readonly top: ExecutedFrame;
}

/** Modules that ran together: at the top, in a group, in one iteration; in the order in which they began. */
export interface ExecutedFrame {
  /** From 0; undefined where there is but one, or where nobody knows which it was. */
  readonly iteration?: number;
  readonly modules: readonly ExecutedModule[];
}

/** A module that ran. */
export interface ExecutedModule {
  readonly module: RecordedModule;
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

/** Gives each module its key, in the order in which they are asked for. */
export class Keys {
  readonly #counts = new Map<string, number>();

  of(path: string): string {
    const count = (this.#counts.get(path) ?? 0) + 1;
    this.#counts.set(path, count);
    return count === 1 ? path : `${path}#${count}`;
  }
}

/**
 * Puts the modules of a record together to a tree. Modules of a group that ran several times are told apart where the
 * iterations followed each other; where they went on together they are all in one frame, for nobody can tell.
 */
export function executedWorkflow(exec: WorkflowExec, modules: Iterable<RecordedModule>): ExecutedWorkflow {
  const all = [...modules].sort((a, b) => a.startedAt - b.startedAt);
  const byPath = Map.groupBy(all, ({ path }) => path);
  const inside = Map.groupBy(all, (module) => groupAround(module, byPath));
  const keys = new Keys();
  const build = (module: RecordedModule): ExecutedModule => {
    const key = keys.of(module.path);
    return { module, key, frames: framesOf(module, inside.get(module) ?? []).map(frame) };
  };
  const frame = (modules: readonly RecordedModule[], index: number, frames: readonly unknown[]): ExecutedFrame => ({
    ...(frames.length > 1 && { iteration: index }),
    modules: modules.map(build),
  });
  return { exec, top: { modules: (inside.get(undefined) ?? []).map(build) } };
}

/** The record of the group in which a module ran; undefined at the top, and where the group has none. */
function groupAround(
  { path, startedAt }: RecordedModule,
  byPath: ReadonlyMap<string, readonly RecordedModule[]>,
): RecordedModule | undefined {
  const comma = path.lastIndexOf(",");
  const groups = comma < 0 ? undefined : byPath.get(path.slice(0, comma));
  if (groups === undefined || groups.length === 1) return groups?.[0];
  let [low, high] = [0, groups.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (groups[middle].startedAt <= startedAt) low = middle + 1;
    else high = middle;
  }
  return groups[Math.max(0, low - 1)];
}

/** The modules inside by iteration; all in one where they are of no loop, or cannot be told apart. */
function framesOf(
  { iterations }: RecordedModule,
  inside: readonly RecordedModule[],
): readonly (readonly RecordedModule[])[] {
  if (inside.length === 0) return [];
  const count = iterations === undefined ? 1 : iterations.done + iterations.failed + iterations.suspended;
  if (count <= 1) return [inside];
  const frames: RecordedModule[][] = [];
  let paths = new Set<string>();
  let end = -Infinity;
  for (const module of inside) {
    if (frames.length === 0 || paths.has(module.path)) {
      if (module.startedAt < end) return [inside];
      frames.push([]);
      paths = new Set();
    }
    frames.at(-1)!.push(module);
    paths.add(module.path);
    end = Math.max(end, module.finishedAt ?? Infinity);
  }
  return frames.length === count ? frames : [inside];
}
