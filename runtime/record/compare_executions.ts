/** What differs between two executions: modules are told apart by where they stand and by their names. */
import { changedOutputs, type OutputChange } from "./changed_outputs.ts";
import type { ModuleExec } from "./log.ts";

/** What is compared of a module. */
export interface ComparedModule {
  readonly path: string;
  readonly name: string;
  readonly state: string;
  readonly tookMs: number;
  readonly error?: string;
}

/** The same module in both; `path` and `name` are those of the second. */
export interface ModulePair {
  readonly path: string;
  readonly name: string;
  readonly old: ComparedModule;
  readonly new: ComparedModule;
  /** How many times as long the second took; undefined where one of both was not computed. */
  readonly ratio?: number;
  /** Where both gave outputs: those that differ. */
  readonly outputs?: readonly OutputChange[];
}

/** See the head of the file. */
export interface ComparedModules {
  /** Only the second has them, only the first. */
  readonly added: readonly ComparedModule[];
  readonly gone: readonly ComparedModule[];
  /** In the order of the second. */
  readonly both: readonly ModulePair[];
}

/** Compares modules. Those at one place with one name are the same; of the others, those of one name in their order. */
export async function compareModules(
  before: AsyncIterable<ModuleExec>,
  after: AsyncIterable<ModuleExec>,
): Promise<ComparedModules> {
  const old = new Map<string, Side>();
  for await (const module of before) old.set(placeKey(module), sideOf(module));
  const now: Side[] = [];
  const both: ModulePair[] = [];
  for await (const module of after) {
    const key = placeKey(module);
    const same = old.get(key);
    if (same === undefined) now.push(sideOf(module));
    else both.push(pairOf(same, sideOf(module)));
    old.delete(key);
  }
  const moved = byName(old.values());
  const added: ComparedModule[] = [];
  for (const side of now.sort(byPath)) {
    const same = moved.get(nameKey(side.module))?.shift();
    if (same === undefined) added.push(side.module);
    else both.push(pairOf(same, side));
  }
  return { added, gone: [...moved.values()].flat().sort(byPath).map(({ module }) => module), both };
}

/** One of both, as far as it is compared. */
interface Side {
  readonly module: ComparedModule;
  readonly outputs: ModuleExec["outputs"];
}

function sideOf(module: ModuleExec): Side {
  return { module: compared(module), outputs: module.outputs };
}

/** Those that are there under one name in one group, in the order of their ids. */
function byName(sides: Iterable<Side>): Map<string, Side[]> {
  return Map.groupBy([...sides].sort(byPath), ({ module }) => nameKey(module));
}

function compared(module: ModuleExec): ComparedModule {
  const { name, state, startedAt, finishedAt = startedAt, error } = module;
  const tookMs = Math.round((finishedAt - startedAt) * 1000) / 1000;
  return { path: pathOf(module), name, state, tookMs, ...(error !== undefined && { error }) };
}

/** With the iteration, of what is in groups that loop. */
function pathOf(module: ModuleExec & { readonly inIteration?: string }): string {
  return module.inIteration === undefined ? module.path : `${module.path}/${module.inIteration}`;
}

function pairOf(before: Side, after: Side): ModulePair {
  const [old, now] = [before.module, after.module];
  const isMeasured = isComputed(old) && isComputed(now) && old.tookMs > 0;
  const outputs = changedOutputs(before.outputs, after.outputs);
  return {
    path: now.path,
    name: now.name,
    old,
    new: now,
    ...(isMeasured && { ratio: now.tookMs / old.tookMs }),
    ...(outputs.length > 0 && { outputs }),
  };
}

function isComputed({ state }: ComparedModule): boolean {
  return state === "completed" || state === "failed";
}

function placeKey(module: ModuleExec): string {
  return `${pathOf(module)}\n${module.name}`;
}

function nameKey({ path, name }: ComparedModule): string {
  return `${path.slice(0, path.lastIndexOf(",") + 1)}\n${name}`;
}

/** By the numbers in the path. */
function byPath(a: Side, b: Side): number {
  const [left, right] = [a, b].map(({ module: { path } }) => path.split(/[,/]/).map(Number));
  for (let i = 0; i < Math.min(left.length, right.length); i++) if (left[i] !== right[i]) return left[i] - right[i];
  return left.length - right.length;
}
