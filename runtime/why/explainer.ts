/** Finds why modules of an execution, past or to come, ran again or did not. */
import type { WorkflowExec } from "../record/log.ts";
import { blockersOf, changesUpstream, nearestChange, NeverReused } from "./causes.ts";
import { Comparison, nameOf } from "./comparison.ts";
import { type ComponentGraph, groupOf } from "./component_graph.ts";
import type { KnownExecution, ModuleEnds } from "./known_execution.ts";
import type { ExecutionRef, Reason, Step, Why } from "./why.ts";

/** What is explained. */
export interface Explained {
  readonly graph: ComponentGraph;
  /** How its modules ended, or will. */
  readonly ends: ModuleEnds;
  /** Whether ids are not the same in each execution. */
  readonly isScript: boolean;
  /** Undefined where it is to come. */
  readonly exec?: WorkflowExec;
  /** Executions of the same workflow before it, the newest first. */
  readonly earlier: AsyncIterable<KnownExecution>;
}

/** An earlier execution with the module, and how it ended there. */
interface Earlier {
  readonly known: KnownExecution;
  readonly comparison: Comparison;
  readonly ends: ModuleEnds;
  readonly path: string;
}

const WELL: readonly (string | undefined)[] = ["completed", "cached"];

/** See the head of the file. Modules are numbers of the graph. */
export class Explainer {
  readonly #explained: Explained;
  readonly #never: NeverReused;

  constructor(explained: Explained) {
    this.#explained = explained;
    this.#never = new NeverReused(explained.graph);
  }

  /** Why; `isBrief`: of changes upstream only the nearest. */
  async why(number: number, isBrief = false): Promise<Why> {
    const { graph, ends, exec } = this.#explained;
    const path = graph.paths[number];
    const top = graph.numberOf(path.split(",")[0])!;
    const end = ends.get(path);
    const state = end?.state ?? "notRun";
    const named = { ...nameOf(graph, number), state: exec === undefined ? stateToCome(state) : state };
    const error = end?.error === undefined ? {} : { error: end.error };
    const within = groupOf(path) === "" ? {} : { within: nameOf(graph, top) };
    return { ...named, ...error, ...within, reason: await this.#reason(top, isBrief) };
  }

  async #reason(number: number, isBrief: boolean): Promise<Reason> {
    const { graph, ends } = this.#explained;
    const end = ends.get(graph.paths[number]);
    if (end === undefined) {
      const by = blockersOf(graph, number, ends);
      return by.length > 0 ? { kind: "blocked", by } : { kind: "notWanted" };
    }
    return end.state === "cached" ? await this.#known(number) : await this.#ran(number, isBrief);
  }

  /** Where the result of a module came from. */
  async #known(number: number): Promise<Reason> {
    const { graph, ends, exec, earlier } = this.#explained;
    const { cachedFrom } = ends.get(graph.paths[number])!;
    const key = graph.keyOf(number);
    const same = computedByKey(graph, ends).get(key);
    if (same !== undefined && (cachedFrom === undefined || cachedFrom === exec?.id)) {
      return { kind: "known", as: nameOf(graph, same) };
    }
    for await (const known of earlier) {
      if (cachedFrom !== undefined && known.exec.id !== cachedFrom) continue;
      if (cachedFrom !== undefined || await hasComputed(known, key)) return { kind: "known", from: refOf(known.exec) };
    }
    return cachedFrom === undefined ? { kind: "known" } : { kind: "known", from: { id: cachedFrom } };
  }

  async #ran(number: number, isBrief: boolean): Promise<Reason> {
    const { earlier } = this.#explained;
    const { last, base } = await this.#earlier(number);
    const isReused = (each: number): boolean => {
      const path = base?.comparison.pathBefore(each);
      return path !== undefined && base?.ends.get(path)?.state === "cached";
    };
    const never = this.#never.causesOf(number, isReused, isBrief);
    if (never.length > 0) return { kind: "never", causes: never };
    if (last === undefined) return { kind: "first", isWorkflow: await isEmpty(earlier) };
    if (last !== base && (base === undefined || last.comparison.isSame(number))) {
      const { causes } = await this.#changes(last, number, isBrief);
      return { kind: "unfinished", ...unfinished(last), since: refOf(last.known.exec), causes };
    }
    const since = refOf(base!.known.exec);
    if (!base!.comparison.isSame(number)) {
      return { kind: "changed", since, ...await this.#changes(base!, number, isBrief) };
    }
    const isUnkeepable = (await base!.known.unkept()).includes(base!.path);
    return { kind: "notKept", since, because: isUnkeepable ? "unkeepable" : "gone" };
  }

  async #changes({ comparison }: Earlier, number: number, isBrief: boolean): ReturnType<typeof changesUpstream> {
    const { graph } = this.#explained;
    if (comparison.isSame(number)) return { causes: [], more: 0 };
    const { causes, more } = isBrief
      ? { causes: [await nearestChange(graph, comparison, number)], more: 0 }
      : await changesUpstream(graph, comparison, number);
    return { causes: causes.map((cause) => ({ ...cause, way: cause.way.map((step) => this.#withState(step)) })), more };
  }

  #withState(step: Step): Step {
    const { ends, exec } = this.#explained;
    const end = ends.get(step.module);
    if (end === undefined) return step;
    return { ...step, state: exec === undefined ? stateToCome(end.state) : end.state };
  }

  /** The last execution with the module, and the last in which it ended well. */
  async #earlier(number: number): Promise<{ last?: Earlier; base?: Earlier }> {
    const { graph, isScript, earlier } = this.#explained;
    let last: Earlier | undefined;
    for await (const known of earlier) {
      const comparison = known.comparison ??= new Comparison(graph, known.graph, isScript);
      const path = comparison.pathBefore(number);
      if (path === undefined) continue;
      const one = { known, comparison, ends: await known.ends(), path };
      last ??= one;
      if (WELL.includes(one.ends.get(path)?.state)) return { last, base: one };
    }
    return { last };
  }
}

function stateToCome(state: Why["state"]): Why["state"] {
  return state === "cached" ? "willBeReused" : "willRun";
}

async function hasComputed({ graph, ends }: KnownExecution, key: string): Promise<boolean> {
  return computedByKey(graph, await ends()).has(key);
}

const computed = new WeakMap<ComponentGraph, ReadonlyMap<string, number>>();

/** The modules that were computed, by what they are with all their upstream. */
function computedByKey(graph: ComponentGraph, ends: ModuleEnds): ReadonlyMap<string, number> {
  let found = computed.get(graph);
  if (found === undefined) {
    const numbers = graph.levelOf("").filter((number) => ends.get(graph.paths[number])?.state === "completed");
    computed.set(graph, found = new Map(numbers.map((number) => [graph.keyOf(number), number])));
  }
  return found;
}

async function isEmpty(executions: AsyncIterable<KnownExecution>): Promise<boolean> {
  for await (const _ of executions) return false;
  return true;
}

type Unfinished = Pick<Extract<Reason, { kind: "unfinished" }>, "state" | "error">;

function unfinished({ known: { exec }, ends, path }: Earlier): Unfinished {
  const end = ends.get(path);
  if (end?.state === "failed" || end?.state === "suspended") {
    return { state: end.state, ...(end.error !== undefined && { error: end.error }) };
  }
  return { state: exec.state === "interrupted" ? "interrupted" : end?.state ?? "notRun" };
}

/** The execution for people. */
function refOf({ id, startedAt, workflow: { version } }: WorkflowExec): ExecutionRef {
  return { id, startedAt, ...(version !== undefined && { version }) };
}
