/**
 * Which module of an execution is which of an earlier one. In files ids stay; in scripts they shift when modules are
 * added, so that modules are known by their labels, by what they are, and by what they are connected to.
 */
import type { ModuleComponents } from "../record/components.ts";
import { type ComponentGraph, labelOf, ownText } from "./component_graph.ts";

/** By number: the number of the same module in the earlier execution, -1 for one that it did not have. */
export function matchModules(now: ComponentGraph, before: ComponentGraph, isScript: boolean): Int32Array {
  const matches = new Int32Array(now.paths.length).fill(-1);
  if (!isScript) {
    for (const [number, path] of now.paths.entries()) matches[number] = before.numberOf(path) ?? -1;
    return matches;
  }
  const waiting: [string, string][] = [["", ""]];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    const level = now.levelOf(pair[0]);
    new LevelMatch({ now, before, matches }, level, before.levelOf(pair[1])).find();
    for (const number of level) {
      const groups = [now.paths[number], before.paths[matches[number]]] as const;
      if (matches[number] >= 0 && now.levelOf(groups[0]).length > 0) waiting.push([...groups]);
    }
  }
  return matches;
}

interface Matching {
  readonly now: ComponentGraph;
  readonly before: ComponentGraph;
  readonly matches: Int32Array;
}

/** Candidates that are looked at for the most similar one. */
const MOST_CANDIDATES = 50;

/** The modules of one pipeline: the workflow itself, or a group. */
class LevelMatch {
  readonly #now: ComponentGraph;
  readonly #before: ComponentGraph;
  readonly #matches: Int32Array;
  readonly #level: readonly number[];
  /** Modules of the earlier execution that are nobody's yet. */
  readonly #free: Set<number>;

  constructor({ now, before, matches }: Matching, level: readonly number[], earlier: readonly number[]) {
    this.#now = now;
    this.#before = before;
    this.#matches = matches;
    this.#level = level;
    this.#free = new Set(earlier);
  }

  find(): void {
    this.#matchUnique((module) => labelOf(module) === "" ? undefined : `${module.kind.name} ${labelOf(module)}`);
    this.#matchEqual();
    this.#goUpstream();
    this.#matchSimilar((module, sources) => `${module.kind.name} ${sources}`);
    this.#matchSimilar((module) => module.kind.name);
    this.#matchSimilar((_module, sources) => sources === "" ? undefined : sources);
  }

  #pair(number: number, earlier: number): void {
    this.#matches[number] = earlier;
    this.#free.delete(earlier);
  }

  #left(): readonly number[] {
    return this.#level.filter((number) => this.#matches[number] < 0);
  }

  /** Those that alone have a key, on both sides. */
  #matchUnique(keyOf: (module: ModuleComponents) => string | undefined): void {
    const earlier = Map.groupBy(this.#free, (number) => keyOf(this.#before.moduleAt(number)));
    const present = Map.groupBy(this.#left(), (number) => keyOf(this.#now.moduleAt(number)));
    for (const [key, numbers] of present) {
      const others = earlier.get(key);
      if (key !== undefined && numbers.length === 1 && others?.length === 1) this.#pair(numbers[0], others[0]);
    }
  }

  /** Those that are the same with all their upstream. */
  #matchEqual(): void {
    const earlier = Map.groupBy(this.#free, (number) => this.#before.keyOf(number));
    for (const numbers of earlier.values()) numbers.reverse();
    for (const number of this.#left()) {
      const found = earlier.get(this.#now.keyOf(number))?.pop();
      if (found !== undefined) this.#pair(number, found);
    }
  }

  /** What feeds the same port of the same module, where it is of the same kind. */
  #goUpstream(): void {
    for (const number of this.#level.toReversed()) {
      if (this.#matches[number] < 0) continue;
      const earlier = this.#before.feedsOf(this.#matches[number]);
      for (const { from, port, output } of this.#now.feedsOf(number)) {
        if (port === undefined || this.#matches[from] >= 0) continue;
        const name = this.#now.moduleAt(from).kind.name;
        const found = earlier.find((feed) =>
          feed.port === port && feed.output === output && this.#free.has(feed.from) &&
          this.#before.moduleAt(feed.from).kind.name === name
        );
        if (found !== undefined) this.#pair(from, found.from);
      }
    }
  }

  /** Those with the same key: in their order where there are as many on both sides, else the most similar. */
  #matchSimilar(keyOf: (module: ModuleComponents, sources: string) => string | undefined): void {
    const earlier = Map.groupBy(this.#free, (number) => {
      return keyOf(this.#before.moduleAt(number), this.#sourcesText(this.#before, number, (from) => from));
    });
    const left = this.#left();
    const counts = [countNames(this.#now, left), countNames(this.#before, this.#free)];
    for (const number of left) {
      const module = this.#now.moduleAt(number);
      const key = keyOf(module, this.#sourcesText(this.#now, number, (from) => this.#matches[from]));
      const candidates = key === undefined ? undefined : earlier.get(key);
      if (candidates === undefined || candidates.length === 0) continue;
      const isInOrder = counts[0].get(module.kind.name) === counts[1].get(module.kind.name);
      const at = isInOrder ? 0 : this.#mostSimilar(module, candidates);
      this.#pair(number, candidates.splice(at, 1)[0]);
    }
  }

  #sourcesText(graph: ComponentGraph, number: number, numberOf: (from: number) => number): string {
    return graph.feedsOf(number).filter(({ port }) => port !== undefined)
      .map(({ port, output, from }) => `${port}<${output}<${numberOf(from)}`).join(" ");
  }

  #mostSimilar(module: ModuleComponents, candidates: readonly number[]): number {
    const scores = candidates.slice(0, MOST_CANDIDATES).map((one) => similarity(module, this.#before.moduleAt(one)));
    return scores.indexOf(Math.max(...scores));
  }
}

function countNames(graph: ComponentGraph, numbers: Iterable<number>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const number of numbers) {
    const { name } = graph.moduleAt(number).kind;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function similarity(a: ModuleComponents, b: ModuleComponents): number {
  if (ownText(a) === ownText(b)) return Infinity;
  const isSameKind = a.kind.definition === b.kind.definition && a.kind.package === b.kind.package;
  const same = a.kind.values.filter((port, i) => a.values[i] === b.values[b.kind.values.indexOf(port)]);
  return same.length + (isSameKind ? 0.5 : 0) + (labelOf(a) === labelOf(b) ? 0.5 : 0);
}
