/** Runs of workflows in this program, with what `vt why` would know of them. */
import { openWorkflow } from "../../commands/open/open_workflow.ts";
import { planWorkflow } from "../../commands/open/plan_workflow.ts";
import { definitionsIn } from "../../runtime/interpreter/components_in.ts";
import { execute } from "../../runtime/interpreter/execution.ts";
import { type KnownResult, signaturesOf } from "../../runtime/interpreter/result_cache.ts";
import { lookOutside } from "../../runtime/plan/look_outside.ts";
import type { Definitions } from "../../runtime/record/component_store.ts";
import { writeChunks } from "../../runtime/record/components.ts";
import { executionId } from "../../runtime/record/execution_id.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import { ComponentGraph } from "../../runtime/why/component_graph.ts";
import { Explainer } from "../../runtime/why/explainer.ts";
import type { KnownExecution, ModuleEnd, ModuleEnds } from "../../runtime/why/known_execution.ts";
import { endsToCome } from "../../runtime/why/next_run.ts";
import type { Why } from "../../runtime/why/why.ts";
import { header } from "./recorded_run.ts";

/** Texts by the names of the files. */
export type Files = Readonly<Record<string, string>>;

/** Results that runs share. */
export type Cache = Map<string, KnownResult>;

/** A run that is over. */
export interface RanHere extends KnownExecution {
  readonly endsHere: ReadonlyMap<string, ModuleEnd>;
  /** What was foretold of it: paths of the modules that would be computed. */
  readonly foretold: readonly string[];
}

let count = 0;

/**
 * Writes files into a folder of their own and runs `main`, one of them, with a version behind it where it has some. What
 * is kept of it names the files as if they always lay in the same folder.
 */
export async function runHere(files: Files, main: string, cache: Cache): Promise<RanHere> {
  const folder = Deno.makeTempDirSync();
  try {
    for (const [name, text] of Object.entries(files)) Deno.writeTextFileSync(`${folder}/${name}`, text);
    const opened = await openWorkflow(`${folder}/${main}`, new Map());
    const planned = planWorkflow(opened, { strict: false });
    if (planned.isRefused) throw new Error(JSON.stringify(planned.problems));
    const plan = lookOutside(planned.plan, folder);
    const options = { script: `file://${folder}/${main}` };
    const signatures = await signaturesOf(plan, options);
    const moved = (text: string): string => text.replaceAll(folder, "/work");
    const chunks = [...writeChunks(signatures.components())].map(moved);
    const definitions: Definitions = new Map(
      JSON.parse(moved(JSON.stringify([...await definitionsIn(plan, options)]))),
    );
    const toCome = endsToCome(plan, signatures, cache);
    const endsHere = new Map<string, ModuleEnd>();
    await execute(plan, {
      cache,
      signatures,
      observe: (event) => {
        if (event.kind !== "moduleFinished") return;
        const { within, id, state, error } = event;
        endsHere.set(within === "" ? String(id) : `${within},${id}`, { state, ...(error !== undefined && { error }) });
      },
    });
    const startedAt = Date.UTC(2026, 0, 1) + count++;
    const { total: _, ...known } = header(0, startedAt);
    const exec: WorkflowExec = {
      ...known,
      id: executionId(startedAt),
      workflow: opened.source,
      state: "completed",
      counts: {},
    };
    const graph = new ComponentGraph({ chunks, definitions });
    return {
      exec,
      graph,
      endsHere,
      foretold: ran(toCome),
      ends: () => Promise.resolve(endsHere),
      unkept: () => Promise.resolve([]),
    };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** What is said of a module after a run; `earlier`: the newest first. */
export async function whyHere(ran: RanHere, earlier: readonly RanHere[], path: string): Promise<Why> {
  const { graph, endsHere: ends, exec } = ran;
  const isScript = exec.workflow.version === undefined;
  const known = earlier.map((one) => ({ ...one }));
  const explained = { graph, ends, isScript, exec, earlier: { [Symbol.asyncIterator]: () => all(known) } };
  return await new Explainer(explained).why(graph.numberOf(path)!);
}

async function* all<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** Paths of the modules that were computed. */
export function computed({ endsHere }: RanHere): readonly string[] {
  return ran(endsHere);
}

function ran(ends: ModuleEnds): readonly string[] {
  return [...ends].filter(([_path, { state }]) => state !== "cached").map(([path]) => path).sort();
}
