/** From what is recorded of an execution to what is drawn of it. */
import type { ComponentGraph } from "../../runtime/why/component_graph.ts";
import { criticalPath } from "../drawing/critical_path.ts";
import type { DrawnModule, DrawnPipeline } from "../drawing/drawn.ts";
import { type TimedModule, type Timeline, timelineOf } from "../drawing/timeline.ts";
import type { ExecutionShape } from "./execution_shape.ts";
import { HERE, type ModuleSummary, placeOf } from "./module_summary.ts";
import type { RecordedExecution } from "./recorded_execution.ts";

/** Summaries of all modules, by path. */
export type Summaries = ReadonlyMap<string, ModuleSummary>;

/** The pipeline with the states of its modules; `open`: paths of groups whose content is drawn. */
export function drawnExecution(
  { shape }: Pick<RecordedExecution, "shape">,
  summaries: Summaries,
  open: ReadonlySet<string> = new Set(),
): DrawnPipeline {
  if (shape !== undefined) return level(shape, "", { summaries, open });
  const modules = [...summaries.values()].filter(({ path }) => !path.includes(","));
  return { modules: modules.map(drawn), connections: [] };
}

interface Shown {
  readonly summaries: Summaries;
  readonly open: ReadonlySet<string>;
}

function level(shape: ExecutionShape, group: string, shown: Shown): DrawnPipeline {
  const modules = shape.graph.levelOf(group).map((number): DrawnModule => {
    const path = shape.graph.paths[number];
    const summary = shown.summaries.get(path)!;
    const isOpen = summary.isGroup && shown.open.has(path);
    return { ...drawn(summary), ...(isOpen && { inside: level(shape, path, shown) }) };
  });
  return { modules, connections: shape.wiresIn(group) };
}

function drawn(
  { path, name, label, isGroup, state, tookMs, progress, fraction, message, where }: ModuleSummary,
): DrawnModule {
  return {
    path,
    name,
    label,
    ...(isGroup && { isGroup }),
    status: {
      state,
      ...(tookMs !== undefined && { tookMs }),
      ...(progress && { progress }),
      ...(fraction !== undefined && { fraction }),
      ...(message !== undefined && { message }),
      ...(where !== HERE && where !== "" && { where }),
    },
  };
}

/** The timeline of what ran: groups only where nothing inside them is known. `now`: milliseconds since 1970. */
export function timelineOfExecution(recorded: RecordedExecution, summaries: Summaries, now: number): Timeline {
  const { exec, modules } = recorded;
  const groups = new Set([...modules.keys()].map((path) => path.slice(0, Math.max(0, path.lastIndexOf(",")))));
  const to = exec.finishedAt ?? now;
  const timed: TimedModule[] = [];
  for (const [path, runs] of modules) {
    if (groups.has(path)) continue;
    const { name } = summaries.get(path)!;
    for (const run of runs) {
      const { state, startedAt, finishedAt = to } = run;
      timed.push({ path, name, state, startedAt, finishedAt, place: placeOf(run, exec) });
    }
  }
  const critical = new Set(criticalModules(recorded, summaries).map(({ path }) => path));
  return timelineOf(timed, { from: exec.startedAt, to, critical });
}

type Ran = ModuleSummary & { readonly startedAt: number; readonly finishedAt: number };

/** What the execution had to wait for, first to last; what a group waited for inside comes before it. */
export function criticalModules({ shape }: Pick<RecordedExecution, "shape">, summaries: Summaries): readonly Ran[] {
  return shape === undefined ? [] : criticalIn(shape.graph, "", summaries);
}

function criticalIn(graph: ComponentGraph, group: string, summaries: Summaries): Ran[] {
  const ranAt = (number: number): Ran[] => {
    const summary = summaries.get(graph.paths[number]);
    return summary !== undefined && hasRun(summary) ? [summary] : [];
  };
  const path = criticalPath(
    graph.levelOf(group).flatMap(ranAt),
    (module) =>
      graph.feedsOf(graph.numberOf(module.path)!).filter(({ port }) => port !== undefined).flatMap(({ from }) =>
        ranAt(from)
      ),
  );
  return path.flatMap((module) => module.isGroup ? [...criticalIn(graph, module.path, summaries), module] : [module]);
}

function hasRun(summary: ModuleSummary): summary is Ran {
  return summary.startedAt !== undefined && summary.state !== "cached";
}
