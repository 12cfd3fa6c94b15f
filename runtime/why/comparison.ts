/** Two executions of a workflow side by side: what of each module is not what it was. */
import { comparable, type ModuleComponents } from "../record/components.ts";
import type { Change, ModuleName, Source } from "./change.ts";
import { type ComponentGraph, type Feed, labelOf, ownText } from "./component_graph.ts";
import { definitionChanges } from "./definition_changes.ts";
import { matchModules } from "./match_modules.ts";

/** See the head of the file. Modules are numbers of the later execution. */
export class Comparison {
  readonly #now: ComponentGraph;
  readonly #before: ComponentGraph;
  readonly #matches: Int32Array;

  constructor(now: ComponentGraph, before: ComponentGraph, isScript: boolean) {
    this.#now = now;
    this.#before = before;
    this.#matches = matchModules(now, before, isScript);
  }

  /** The path that the module had; undefined where it was not there. */
  pathBefore(number: number): string | undefined {
    return this.#before.paths[this.#matches[number]];
  }

  /** Whether the module is what it was, with all that feeds it. */
  isSame(number: number): boolean {
    const match = this.#matches[number];
    return match >= 0 && this.#now.keyOf(number) === this.#before.keyOf(match);
  }

  /** Whether something of the module itself has changed, found without saying what. */
  hasChanged(number: number): boolean {
    const match = this.#matches[number];
    if (match < 0) return true;
    return ownText(this.#before.moduleAt(match)) !== ownText(this.#now.moduleAt(number)) ||
      this.#wireChanges(match, number).length > 0 || this.#removed(match, number).length > 0;
  }

  /** What of the module itself has changed; what feeds it is left aside as long as the wire is the same. */
  async ownChanges(number: number): Promise<readonly Change[]> {
    const match = this.#matches[number];
    if (match < 0) return [{ kind: "added" }];
    const [a, b] = [this.#before.moduleAt(match), this.#now.moduleAt(number)];
    const changes = [
      ...ownText(a) === ownText(b) ? [] : await this.#kindChanges(a, b),
      ...this.#wireChanges(match, number),
      ...this.#removed(match, number),
    ];
    if (changes.length > 0 || this.changedFeeds(number).length > 0 || this.isSame(number)) return changes;
    return [{ kind: "order" }];
  }

  /** The wires that are as they were, from modules that are not; and what is not as it was inside a group. */
  changedFeeds(number: number): readonly Feed[] {
    const match = this.#matches[number];
    if (match < 0) return [];
    const wires = new Set(this.#before.feedsOf(match).map(feedText));
    return this.#now.feedsOf(number).filter((feed) => {
      if (this.isSame(feed.from)) return false;
      return feed.port === undefined || wires.has(feedText({ ...feed, from: this.#matches[feed.from] }));
    });
  }

  async #kindChanges(a: ModuleComponents, b: ModuleComponents): Promise<Change[]> {
    const [before, now] = [a.kind, b.kind];
    const changes: Change[] = [];
    if (fullName(a) !== fullName(b) || before.isGroup !== now.isGroup) {
      changes.push({ kind: "module", before: fullName(a), now: fullName(b) });
    } else {
      if (before.version !== now.version) {
        changes.push(versionChange("package", now.package, before.version, now.version));
      }
      if (before.vt !== now.vt) changes.push(versionChange("vt", "vt", before.vt, now.vt));
      if (before.definition !== now.definition) {
        const parts = await definitionChanges(
          this.#before.definitions.get(before.definition ?? ""),
          this.#now.definitions.get(now.definition ?? ""),
        );
        changes.push({ kind: "definition", parts });
      }
    }
    changes.push(...controlChanges(a, b));
    if (before.ports !== now.ports) changes.push({ kind: "ports", before: before.ports, now: now.ports });
    if (before.outside !== now.outside) changes.push({ kind: "outside", before: before.outside, now: now.outside });
    return [...changes, ...valueChanges(a, b)];
  }

  #wireChanges(match: number, number: number): Change[] {
    const before = Map.groupBy(wiresOf(this.#before, match), ({ port }) => port!);
    const now = Map.groupBy(wiresOf(this.#now, number), ({ port }) => port!);
    const changes: Change[] = [];
    for (const port of new Set([...before.keys(), ...now.keys()])) {
      const [was, is] = [before.get(port) ?? [], now.get(port) ?? []];
      const texts = is.map((feed) => feedText({ ...feed, from: this.#matches[feed.from] }));
      if (texts.join("\n") === was.map(feedText).join("\n")) continue;
      changes.push({ kind: "wire", port, before: sourcesOf(this.#before, was), now: sourcesOf(this.#now, is) });
    }
    return changes;
  }

  #removed(match: number, number: number): Change[] {
    const path = this.#before.paths[match];
    const kept = new Set(this.#now.levelOf(this.#now.paths[number]).map((inside) => this.#matches[inside]));
    const gone = this.#before.levelOf(path).filter((inside) => !kept.has(inside));
    return gone.length === 0 ? [] : [{ kind: "removed", modules: gone.map((one) => nameOf(this.#before, one)) }];
  }
}

/** How people know a module of a graph. */
export function nameOf(graph: ComponentGraph, number: number): ModuleName {
  const module = graph.moduleAt(number);
  return { module: module.path, name: module.kind.name, label: labelOf(module) };
}

function wiresOf(graph: ComponentGraph, number: number): Feed[] {
  return graph.feedsOf(number).filter(({ port }) => port !== undefined);
}

function sourcesOf(graph: ComponentGraph, feeds: readonly Feed[]): Source[] {
  return feeds.map(({ from, output = "" }) => ({ ...nameOf(graph, from), output }));
}

function feedText({ from, port, output }: Feed): string {
  return JSON.stringify([from, port, output]);
}

function fullName({ kind }: ModuleComponents): string {
  return [kind.package, kind.namespace, kind.name].filter((part) => part !== undefined).join("|");
}

function versionChange(kind: "package" | "vt", name = "", before?: string, now?: string): Change {
  return { kind, name, before, now };
}

function controlChanges(a: ModuleComponents, b: ModuleComponents): Change[] {
  const [before, now] = [new Map(a.kind.control), new Map(b.kind.control)];
  return [...new Set([...before.keys(), ...now.keys()])].filter((name) => before.get(name) !== now.get(name))
    .map((name) => ({ kind: "control", name, before: before.get(name), now: now.get(name) }));
}

function valueChanges(a: ModuleComponents, b: ModuleComponents): Change[] {
  const [before, now] = [valuesByPort(a), valuesByPort(b)];
  const changes: Change[] = [];
  for (const port of new Set([...before.keys(), ...now.keys()])) {
    const [was = [], is = []] = [before.get(port), now.get(port)];
    if (was.map(comparable).join("\n") === is.map(comparable).join("\n")) continue;
    const files = was.length === 1 && is.length === 1 ? fileChanges(port, was[0], is[0]) : [];
    changes.push(
      ...files.length > 0 ? files : [{ kind: "value" as const, port, before: together(was), now: together(is) }],
    );
  }
  return changes;
}

function valuesByPort({ kind, values }: ModuleComponents): ReadonlyMap<string, string[]> {
  const byPort = new Map<string, string[]>();
  for (const [i, port] of kind.values.entries()) byPort.set(port, [...byPort.get(port) ?? [], values[i]]);
  return byPort;
}

function together(values: readonly string[]): string | undefined {
  return values.length > 1 ? `[${values.join(",")}]` : values[0];
}

type Referring = readonly [text: string, hashes: readonly string[], states: readonly (readonly [string, string])[]];

/** Of values that differ only in what lies at their paths. */
function fileChanges(port: string, before: string, now: string): Change[] {
  if (!before.startsWith("@") || !now.startsWith("@")) return [];
  const [was, is] = [before, now].map((value) => JSON.parse(value.slice(1)) as Referring);
  const names = (value: Referring): string => JSON.stringify([value[0], value[1], value[2].map(([name]) => name)]);
  if (names(was) !== names(is)) return [];
  return is[2].flatMap(([path, state], i) =>
    was[2][i][1] === state ? [] : [{ kind: "file" as const, port, path, before: was[2][i][1], now: state }]
  );
}
