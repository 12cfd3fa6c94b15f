/** Pipelines of PythonSources in tests, run with some of them elsewhere. */
import { deepEqual } from "node:assert/strict";
import { PythonSource } from "../../modules/basic/python_source.ts";
import { packages } from "../../modules/mod.ts";
import { pythonHost } from "../../modules/python/python_host.ts";
import { execute, type ExecuteOptions } from "../../runtime/interpreter/execution.ts";
import type { Connection, Pipeline, PipelineModule } from "../../runtime/pipeline/pipeline.ts";
import { Registry } from "../../runtime/pipeline/registry.ts";
import type { Plan } from "../../runtime/plan/plan.ts";
import { planPipeline } from "../../runtime/plan/plan_pipeline.ts";
import type { ExecutionScheme } from "../../runtime/scheme/execution_scheme.ts";
import { openProcessScheme, openWorkerScheme } from "../../schemes/mod.ts";
import { HAS_PYTHON } from "../modules/python/source_runner.ts";
import { BASIC } from "../support/module_of.ts";
import { farSide } from "./requests.ts";

/** A source with output `o` and inputs that are outputs `o` of others, by their place in the pipeline. */
export interface Source {
  readonly source: string;
  /** Ports, and what feeds them. */
  readonly from?: Readonly<Record<string, number>>;
  /** How deep lists its output is declared to be. */
  readonly depth?: number;
}

/** The pipeline of some sources, whose ids are their places. */
export function sources(...all: readonly Source[]): Pipeline {
  const connections: Connection[] = all.flatMap(({ from = {} }, id) =>
    Object.entries(from).map(([port, module]) => ({
      id: 0,
      source: { module, port: "o" },
      destination: { module: id, port },
    }))
  );
  return { modules: all.map(moduleOf), connections: connections.map((one, id) => ({ ...one, id })) };
}

function moduleOf({ source, from = {}, depth = 0 }: Source, id: number): PipelineModule {
  const spec = (name: string, side: "input" | "output", depth = 0): PipelineModule["portSpecs"][number] => ({
    ...{ name, side, types: [{ package: BASIC, namespace: "", name: "Variant" }], depth, optional: false },
  });
  return {
    ...{ id, kind: "module", package: BASIC, namespace: "", name: "PythonSource", version: "", label: "", cache: true },
    ...{ controlParameters: new Map(), definition: PythonSource as unknown as PipelineModule["definition"] },
    functions: [{ name: "source", parameters: [], value: encodeURIComponent(source) }],
    portSpecs: [...Object.keys(from).map((name) => spec(name, "input")), spec("o", "output", depth)],
  };
}

/** The same sources inside a group, whose output `o` is that of the last. */
export function grouped(...all: readonly Source[]): Pipeline {
  const { modules, connections } = sources(...all);
  const port: PipelineModule = {
    ...{ ...modules[0], id: all.length, name: "OutputPort", definition: undefined, portSpecs: [] },
    functions: [{ name: "name", parameters: [], value: "o" }],
  };
  const wire = { module: all.length, port: "InternalPipe" };
  const out = { id: connections.length, source: { module: all.length - 1, port: "o" }, destination: wire };
  const workflow = { modules: [...modules, port], connections: [...connections, out] };
  const group: PipelineModule = {
    ...{ ...port, id: 0, kind: "group", name: "Group", functions: [] },
    workflow,
  };
  return { modules: [group], connections: [] };
}

/** The plan, which has no problems. */
export function planOf(pipeline: Pipeline): Plan {
  const { plan, problems } = planPipeline(pipeline, new Registry(packages));
  deepEqual(problems, []);
  return plan;
}

/** How each module ended: its error, or its state and its output `o` as text. */
export async function ends(
  pipeline: Pipeline,
  schemeOf: (path: string) => ExecutionScheme | undefined,
  options: ExecuteOptions = {},
): Promise<readonly string[]> {
  const { modules } = await execute(planOf(pipeline), { ...options, schemeOf });
  return Array.from(modules(), ({ state, error, outputs }) => error ?? `${state} ${textOf(outputs?.o)}`);
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(textOf)}]` : String(value);
}

/** A test with each scheme of this machine, ignored where there is no Python. `size`: how many far sides. */
export function elsewhereTest(name: string, body: (scheme: ExecutionScheme) => Promise<void>, size = 1): void {
  for (const open of [openWorkerScheme, openProcessScheme]) {
    const where = open === openWorkerScheme ? "worker" : "process";
    const text = `PythonSource in scheme ${where} ${name}${HAS_PYTHON ? "" : " (ignored: no python3)"}`;
    Deno.test(text, { ignore: !HAS_PYTHON }, async () => {
      await using _host = pythonHost;
      await using scheme = open({ farSide, size });
      await body(scheme);
    });
  }
}
