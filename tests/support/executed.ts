/** Executions with all that a record can hold, made by hand. */
import type { Pipeline, PipelineModule } from "../../runtime/pipeline/pipeline.ts";
import { type ExecutedWorkflow, executedWorkflow } from "../../runtime/provenance/executed_workflow.ts";
import type { ModuleExec, WorkflowExec } from "../../runtime/record/log.ts";
import { functionOf, moduleOf, wire } from "./module_of.ts";

/** Milliseconds since 1970, a whole second. */
export const BEGIN = Date.UTC(2026, 10, 22, 12);

const HERE = { name: "here", os: "linux 6", architecture: "x86_64", processor: "a CPU", ram: 2e9 };

/** The head of a run of version 7 of `/data/sum.vt`. */
function exec(more: Partial<WorkflowExec> = {}): WorkflowExec {
  return {
    id: "1r4kaaaa",
    workflow: { file: "/data/sum.vt", version: 7, name: "sum of squares" },
    user: "ada",
    reason: "Console Mode Execution",
    vtVersion: "0.1.0",
    denoVersion: "2.9.6",
    machine: HERE,
    machines: [{ ...HERE, id: 1, local: true }, { ...HERE, id: 2, local: false, name: "far" }],
    hash: "ab".repeat(32),
    parameters: { n: "3" },
    startedAt: BEGIN,
    finishedAt: BEGIN + 60_000,
    state: "failed",
    counts: { total: 12, completed: 10, cached: 1, failed: 1 },
    ...more,
  };
}

/** A module that took a second, from so many seconds after the start. */
export function ran(path: string, name: string, second: number, more: Partial<ModuleExec> = {}): ModuleExec {
  const startedAt = BEGIN + second * 1000;
  return { path, name, state: "completed", startedAt, finishedAt: startedAt + 1000, ...more };
}

/**
 * InputPort → Range → a group that loops over Square → Sum; beside it Report writes a file, and Broken fails. Range's
 * result was known, Square ran on another machine.
 */
export const MODULES: readonly ModuleExec[] = [
  ran("0", "InputPort", 0, { outputs: { InternalPipe: { value: 2 } } }),
  ran("1", "Range", 1, {
    state: "cached",
    signature: "5a",
    cachedFrom: "1r4k0000",
    outputs: { value: { value: [0, 1] } },
  }),
  ...[0, 1].flatMap((i) => [
    ran("2,0", "InputPort", 4 + 10 * i, { inIteration: String(i), outputs: { InternalPipe: { value: i } } }),
    ran("2,1", "Square", 6 + 10 * i, {
      inIteration: String(i),
      outputs: { value: { value: i ** 2 } },
      remote: [{ scheme: "ssh", annotations: { target: "far" }, machine: 2 }],
      annotations: { note: "a \u0001 sign" },
    }),
    ran("2,2", "OutputPort", 8 + 10 * i, { inIteration: String(i) }),
  ]),
  ran("2", "Group", 3, {
    finishedAt: BEGIN + 24_000,
    isGroup: true,
    iterations: { done: 2, failed: 0, suspended: 0 },
    loop: [0, 1].map((number) => ({
      number,
      state: "completed",
      startedAt: BEGIN + 4000 + 10_000 * number,
      finishedAt: BEGIN + 10_000 + 10_000 * number,
    })),
    outputs: { y: { value: [0, 1] } },
    remote: [{ scheme: "ssh", annotations: { target: "far" }, machine: 2 }],
  }),
  ran("3", "Sum", 25, {
    outputs: { Result: { value: 1 } },
    progress: { fraction: 0.5, message: "half" },
    jobs: ["8e41", "77ab"],
  }),
  ran("4", "Report", 26, {
    outputs: { file: { type: "File", size: 6, hash: "cd".repeat(32), path: "/data/report.txt" } },
  }),
  ran("5", "Broken", 27, {
    state: "failed",
    error: "no <such> file\nat all",
    trace: "line 1",
    remote: [{
      scheme: "ipython",
      annotations: { profile: "default" },
      tasks: [{ machine: 2, function: "map", count: 3, description: "Inversing matrices" }],
    }],
  }),
];

/** A module that gave a list of two files. */
export const LISTING = ran("6", "List", 30, {
  outputs: {
    files: {
      type: "list",
      size: 2,
      files: [
        { type: "File", size: 3, hash: "ef".repeat(32), path: "/data/a.csv" },
        { type: "File", path: "/data/gone.csv" },
      ],
    },
  },
});

/** All of it. */
export function executed(more: Partial<WorkflowExec> = {}, modules = MODULES): ExecutedWorkflow {
  return executedWorkflow(exec(more), modules);
}

/** The pipeline of all that. */
export const PIPELINE: Pipeline = {
  modules: [
    boundary(0, "InputPort", "n"),
    moduleOf(1, "Range", { package: "org.vt.basic", label: "numbers" }),
    moduleOf(2, "Group", {
      kind: "group",
      workflow: {
        modules: [
          boundary(0, "InputPort", "x"),
          moduleOf(1, "Square", { package: "file:///data/sum.ts" }),
          boundary(2, "OutputPort", "y"),
        ],
        connections: [wire(0, "0.InternalPipe", "1.value"), wire(1, "1.value", "2.InternalPipe")],
      },
    }),
    moduleOf(3, "Sum", { functions: [functionOf("InitialValue", "Integer", "0")] }),
    moduleOf(4, "Report"),
    moduleOf(5, "Broken"),
  ],
  connections: [
    wire(0, "0.InternalPipe", "1.stop"),
    wire(1, "1.value", "2.x"),
    wire(2, "2.y", "3.InputList"),
    wire(3, "3.Result", "4.number"),
    wire(4, "4.file", "5.file"),
  ],
};

function boundary(id: number, name: string, port: string): PipelineModule {
  return moduleOf(id, name, { functions: [functionOf("name", "String", port)] });
}
