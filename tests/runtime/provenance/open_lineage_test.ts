import { deepEqual, equal, ok } from "node:assert/strict";
import { openLineage } from "../../../runtime/provenance/open_lineage.ts";
import { workflowGraph } from "../../../runtime/provenance/workflow_graph.ts";
import schema from "../../fixtures/schemas/open_lineage.json" with { type: "json" };
import { executed, LISTING, MODULES, PIPELINE, ran } from "../../support/executed.ts";
import { wrongWith } from "../../support/json_schema.ts";

interface LineageEvent {
  readonly eventType: string;
  readonly eventTime: string;
  readonly run: {
    readonly runId: string;
    readonly facets: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  readonly job: { readonly name: string };
  readonly inputs: readonly { readonly namespace: string; readonly name: string }[];
  readonly outputs: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly facets: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  }[];
}

const GRAPH = workflowGraph(PIPELINE);

function eventsOf(workflow = executed(), graph: typeof GRAPH | null = GRAPH): LineageEvent[] {
  const events = [...openLineage(workflow, graph ?? undefined)].map((line) => JSON.parse(line));
  for (const event of events) deepEqual(wrongWith(event, schema), []);
  return events;
}

function named(events: readonly LineageEvent[], name: string, type: string): LineageEvent {
  return events.find((event) => event.job.name === name && event.eventType === type)!;
}

Deno.test("OpenLineage: every run starts once and ends once, in the order of time", () => {
  const events = eventsOf();
  const runs = Map.groupBy(events, ({ run }) => run.runId);
  equal(runs.size, MODULES.length + 1);
  for (const [, [first, last, ...more]] of runs) {
    deepEqual([first.eventType, more.length], ["START", 0]);
    ok(["COMPLETE", "FAIL"].includes(last.eventType));
    equal(first.job.name, last.job.name);
  }
  const times = events.map(({ eventTime }) => eventTime);
  deepEqual(times, times.toSorted());
  deepEqual([events[0].job.name, events.at(-1)!.job.name], ["sum.vt:7", "sum.vt:7"]);
  deepEqual(eventsOf(), events);
});

Deno.test("OpenLineage: modules have their group or the workflow as parent", () => {
  const events = eventsOf();
  const parentOf = (name: string): unknown => named(events, name, "START").run.facets.parent.run;
  deepEqual(parentOf("sum.vt:7.2"), { runId: events[0].run.runId });
  deepEqual(parentOf("sum.vt:7.2.1"), { runId: named(events, "sum.vt:7.2", "START").run.runId });
  equal(events[0].run.facets.parent, undefined);
});

Deno.test("OpenLineage: files are data sets by their paths, values by the run that gave them", () => {
  const events = eventsOf();
  const made = named(events, "sum.vt:7.4", "COMPLETE").outputs;
  deepEqual(made.map(({ namespace, name }) => [namespace, name]), [["file", "/data/report.txt"]]);
  deepEqual(named(events, "sum.vt:7.5", "FAIL").inputs.map(({ name }) => name), ["/data/report.txt"]);
  const [given] = named(events, "sum.vt:7.3", "COMPLETE").outputs;
  deepEqual(named(events, "sum.vt:7.4", "START").inputs.map(({ name }) => name), [given.name]);
});

Deno.test("OpenLineage: the files in a list are data sets, and their content is their version", () => {
  const { outputs } = named(eventsOf(executed({}, [LISTING]), null), "sum.vt:7.6", "COMPLETE");
  deepEqual(outputs.map(({ namespace, name, facets }) => [namespace, name, facets.version?.datasetVersion]), [
    ["file", "/data/a.csv", `sha256:${"ef".repeat(32)}`],
    ["file", "/data/gone.csv", undefined],
    ["vt", `${eventsOf()[0].run.runId}/6/files`, undefined],
  ]);
});

Deno.test("OpenLineage: what failed says why; what waits, or was killed, has not completed", () => {
  const { errorMessage } = named(eventsOf(), "sum.vt:7.5", "FAIL").run.facets;
  deepEqual([errorMessage.message, errorMessage.stackTrace], ["no <such> file\nat all", "line 1"]);
  equal(named(eventsOf(), "sum.vt:7", "FAIL").run.facets.errorMessage.message, "no <such> file\nat all");
  const modules = [
    ran("1", "Job", 0, { state: "suspended" }),
    ran("2", "Killed", 0, { state: "interrupted", finishedAt: undefined }),
  ];
  const types = eventsOf(executed({ state: "interrupted" }, modules), null).map(({ eventType }) => eventType);
  deepEqual(types.sort(), ["ABORT", "ABORT", "OTHER", "START", "START", "START"]);
});
