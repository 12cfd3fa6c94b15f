/**
 * How long the modules of a plan take: recalled from earlier runs, and learned while it runs. A module is known again by
 * its kind and, in a file, its id; in a script, where ids follow from the order of `add`, by which of its kind it is.
 */
import { packageOf } from "../authoring/package.ts";
import { type DurationTable, isUntypical } from "../record/duration_table.ts";
import type { ExecutionEvent } from "../record/execution_event.ts";
import { countsByItself, type PathLengths, pathLengths, type PlanDurations } from "./longest_paths.ts";
import type { Plan } from "./plan.ts";

const LONGEST_NAME = 200;

/** See the head of the file. */
export class ModuleDurations {
  /** Whether any was learned. */
  hasLearned = false;
  readonly #top: Level;
  /** Of modules that the plan does not have: other versions of the workflow do. */
  readonly #others: DurationTable;
  readonly #hasRecalled: boolean;
  #within = "";
  #level: Level | undefined;

  /** Takes out of the table what it has of the plan's modules. */
  constructor(plan: Plan, table: DurationTable) {
    this.#top = this.#level = new Level(plan);
    this.#others = table;
    this.#hasRecalled = table.size > 0;
    if (!this.#hasRecalled) return;
    visit(this.#top, "", (own, index, { kind, scope, id }) => {
      const known = table.get(kind);
      if (known === undefined) return;
      const durations = known.modules.get(scope);
      own[index] = durations?.get(id) ?? known.typical;
      durations?.delete(id);
    });
  }

  /** Learns from the end of a module that was computed. */
  readonly observe = (event: ExecutionEvent): void => {
    if (event.kind !== "moduleFinished" || event.state !== "completed") return;
    if (event.within !== this.#within) {
      this.#within = event.within;
      this.#level = levelAt(this.#top, event.within);
    }
    const index = this.#level?.plan.indexOf(event.id);
    if (index === undefined) return;
    this.#level!.own[index] = event.computedMs ?? event.finishedAt - event.startedAt;
    this.hasLearned = true;
  };

  /** The longest paths by what earlier runs told; undefined where they told nothing. */
  pathLengths(): PathLengths | undefined {
    return this.#hasRecalled ? pathLengths(this.#top.plan, this.#top) : undefined;
  }

  /** What is known now, of modules that other versions of the workflow have too. */
  table(): DurationTable {
    const byKind = new Map<string, number[]>();
    visit(this.#top, "", (own, index, { kind }) => {
      if (Number.isNaN(own[index])) return;
      const durations = byKind.get(kind);
      if (durations === undefined) byKind.set(kind, [own[index]]);
      else durations.push(own[index]);
    });
    const table = structuredClone(this.#others);
    for (const [kind, durations] of byKind) {
      table.set(kind, { typical: median(durations), modules: table.get(kind)?.modules ?? new Map() });
    }
    visit(this.#top, "", (own, index, { kind, scope, id }) => {
      const known = table.get(kind);
      if (known === undefined || !isUntypical(own[index], known.typical)) return;
      let durations = known.modules.get(scope);
      if (durations === undefined) known.modules.set(scope, durations = new Map());
      durations.set(id, own[index]);
    });
    return table;
  }
}

/** A pipeline, or the content of a group. */
class Level implements PlanDurations {
  readonly own: Float64Array;
  readonly inside: ReadonlyMap<number, Level>;

  constructor(readonly plan: Plan) {
    this.own = new Float64Array(plan.definitions.length).fill(NaN);
    this.inside = new Map([...plan.inner].map(([index, inner]) => [index, new Level(inner)]));
  }
}

function levelAt(top: Level, within: string): Level | undefined {
  let level: Level | undefined = top;
  for (const id of within === "" ? [] : within.split(",")) {
    level = level?.inside.get(level.plan.indexOf(Number(id)) ?? -1);
  }
  return level;
}

/** What a module is known by; one object for all, good until the next module. */
interface Place {
  kind: string;
  /** The identities of the groups around it, the outermost first. */
  scope: string;
  id: number;
}

/** Calls `each` for every module whose own duration counts. */
function visit(level: Level, scope: string, each: (own: Float64Array, index: number, place: Place) => void): void {
  const { plan, own, inside } = level;
  const place: Place = { kind: "", scope, id: 0 };
  const counts = new Map<unknown, number>();
  const kinds = new Map<unknown, string>();
  for (const [index, module] of plan.pipeline.modules.entries()) {
    const definition = plan.definitions[index];
    const content = inside.get(index);
    const counted = definition ?? "group";
    const count = counts.get(counted) ?? 0;
    counts.set(counted, count + 1);
    place.id = module.definition === undefined ? module.id : count;
    if (content !== undefined) visit(content, scope === "" ? String(place.id) : `${scope},${place.id}`, each);
    if (!countsByItself(plan, index)) continue;
    place.kind = definition === undefined ? `group ${module.label}`.slice(0, LONGEST_NAME) : kindOf(definition, kinds);
    each(own, index, place);
  }
}

function kindOf(definition: NonNullable<Plan["definitions"][number]>, known: Map<unknown, string>): string {
  let kind = known.get(definition);
  if (kind === undefined) {
    const { namespace = "", name } = definition;
    kind = `${packageOf(definition)?.identifier ?? ""}|${namespace}|${name}`.slice(0, LONGEST_NAME);
    known.set(definition, kind);
  }
  return kind;
}

function median(values: number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1];
}
