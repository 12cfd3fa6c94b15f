/** Tells why modules ran: of one of them all that is known, of many a line each. */
import type { WorkflowExec } from "../../runtime/record/log.ts";
import type { ComponentGraph } from "../../runtime/why/component_graph.ts";
import type { Explainer } from "../../runtime/why/explainer.ts";
import { moduleNamed } from "../../runtime/why/find_module.ts";
import type { ModuleEnds } from "../../runtime/why/known_execution.ts";
import { paintFor, printAll } from "../line/terminal.ts";
import { jsonOf } from "./json.ts";
import { headText, orderedForPeople, whyLine, whyText } from "./text.ts";

/** What is told of. */
export interface Told {
  readonly explainer: Explainer;
  readonly graph: ComponentGraph;
  /** Undefined of a run that is to come. */
  readonly exec?: WorkflowExec;
  readonly ends: ModuleEnds;
}

/** Rows that a person reads before the rest is only counted. */
const MOST_ROWS = 200;

/** Tells of one module, or of all that ran or would run. */
export async function tell(
  { explainer, graph, exec, ends }: Told,
  module: string | undefined,
  { json, all }: { readonly json: boolean; readonly all: boolean },
): Promise<void> {
  const look = { paint: paintFor(Deno.stdout), now: Date.now() };
  if (module !== undefined) {
    const why = await explainer.why(moduleNamed(graph, module));
    return await printAll(pieces(json ? `${jsonOf(why, exec)}\n` : whyText(why, look)));
  }
  const level = graph.levelOf("");
  const computed = level.filter((number) => !isIdle(ends.get(graph.paths[number])?.state));
  const numbers = all ? level : computed;
  if (json) return await printAll(allAsJson(explainer, numbers, exec));
  const whys = await Array.fromAsync(numbers, (number) => explainer.why(number, true));
  const shown = orderedForPeople(whys).slice(0, MOST_ROWS).map((why) => `  ${whyLine(why, look)}\n`);
  const more = whys.length - shown.length;
  const rest = more > 0 ? `  … and ${more} more\n` : "";
  const head = headText({ computed: computed.length, total: level.length }, { exec, ...look });
  await printAll(pieces(head + shown.join("") + rest));
}

function isIdle(state: string | undefined): boolean {
  return state === undefined || state === "cached";
}

async function* pieces(text: string): AsyncGenerator<string> {
  yield text;
}

async function* allAsJson(
  explainer: Explainer,
  numbers: readonly number[],
  exec: WorkflowExec | undefined,
): AsyncGenerator<string> {
  const head = { execution: exec?.id ?? null, workflow: exec?.workflow ?? null };
  yield `${JSON.stringify(head).slice(0, -1)},"modules":[`;
  let comma = "";
  for (const number of numbers) {
    yield comma + jsonOf(await explainer.why(number, true));
    comma = ",";
  }
  yield "]}\n";
}
