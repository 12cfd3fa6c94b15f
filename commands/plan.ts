/** `vt plan`: what a run would do; nothing is run. */
import { pathToFileURL } from "node:url";
import type { ComputePolicy } from "../runtime/authoring/compute_policy.ts";
import { problemText } from "../runtime/errors.ts";
import { signaturesOf } from "../runtime/interpreter/result_cache.ts";
import { bytesToMove } from "../runtime/plan/bytes_to_move.ts";
import { modulesInside, type PlacedModule } from "../runtime/plan/module_support.ts";
import { placeOf, type Places } from "../runtime/plan/placement.ts";
import type { Plan } from "../runtime/plan/plan.ts";
import { sizeText } from "../runtime/quantity_text.ts";
import { HERE } from "../runtime/target_name.ts";
import { defineCommand, JSON_OPTION, SANDBOX_OPTION, STORE_OPTION, TARGET_OPTIONS } from "./line/command.ts";
import { POOL_OPTION } from "./line/pool_option.ts";
import { PYTHON_OPTION, usePython } from "./line/python_option.ts";
import { oneLine, type Paint, paintFor, print, printLine } from "./line/terminal.ts";
import { openMashup } from "./open/open_mashup.ts";
import { forEachWorkflow, openWorkflow, readSettings } from "./open/open_workflow.ts";
import { placeWorkflow } from "./open/place_workflow.ts";
import { planWorkflow } from "./open/plan_workflow.ts";

/** Shows what a run would do. */
export const command = defineCommand({
  name: "plan",
  summary: "Shows what a run would do, in which order, and what is missing; runs nothing",
  usage: "FILE[:VERSION]… [--set NAME=VALUE]…",
  options: {
    set: { type: "string", multiple: true, value: "NAME=VALUE", doc: "value of an input, parameter or alias" },
    mashup: { type: "string", value: "NAME", doc: "this mashup of the file: a tag or number" },
    to: {
      type: "string",
      multiple: true,
      value: "MODULE",
      doc: "only this module (id, label or name) and what it needs",
    },
    ...TARGET_OPTIONS,
    pool: POOL_OPTION,
    store: STORE_OPTION,
    json: JSON_OPTION,
    strict: { type: "boolean", doc: "count warnings as errors" },
    python: PYTHON_OPTION,
    sandbox: SANDBOX_OPTION,
  },
  examples: [
    ["vt plan examples/sum_of_squares.ts", "the modules in the order of their dependencies"],
    ["vt plan examples/sum_of_squares.ts --target process", "where they would go then"],
    ["vt plan old.vt:final --json", "for a program"],
  ],
  notes:
    "A script is evaluated for its pipeline, which trusts it, unless with --sandbox; its modules are not run. There it is planned without what earlier runs tell.",
  async run({ operands, options }): Promise<number> {
    usePython(options.python);
    const set = readSettings(options.set);
    const paint = paintFor(Deno.stdout);
    return await forEachWorkflow(operands, async (argument) => {
      const opened =
        await (options.mashup === undefined ? openWorkflow(argument, set) : openMashup(argument, options.mashup, set));
      const planned = await placeWorkflow(opened, planWorkflow(opened, options), options);
      const { problems, isRefused } = planned;
      const modules = isRefused ? [] : await plannedModules(planned, opened.source.file);
      if (options.json) {
        const { name: workflow, version = null } = opened.source;
        printLine(JSON.stringify({ workflow, version, runnable: !isRefused, modules, problems }));
      } else {
        const { name, file } = opened.source;
        print(`${paint("bold", oneLine(name, 400))}  ${oneLine(file, 400)}\n${planText(modules, paint)}`);
        for (const problem of problems) {
          printLine(
            paint(
              problem.severity === "error" ? "red" : "yellow",
              `${problem.severity}: ${oneLine(problemText(problem), 2000)}`,
            ),
          );
        }
      }
      return isRefused ? 2 : 0;
    });
  },
});

/** What would happen with one module. */
export interface PlannedModule {
  readonly module: string;
  readonly name: string;
  readonly label: string;
  /** The target that it would go to; `here` where it would go nowhere. */
  readonly target: string;
  readonly why: string;
  /** Its result would be taken from this module, which is the same on the same inputs. */
  readonly sameAs?: string;
  readonly isCacheable: boolean;
  /** How it is computed, where somebody says so. */
  readonly policy?: ComputePolicy;
  /** Bytes of files that it takes to another machine, as far as they are not there; those that are known now. */
  readonly bytesToMove?: number;
  /** Levels of lists that it loops over. */
  readonly loops: number;
  /** Of a group: the modules in it, at whatever depth, of which there is something to be said. */
  readonly inside?: readonly PlannedInside[];
}

/** Where a module inside a group would go. */
export type PlannedInside = Pick<PlannedModule, "module" | "name" | "label" | "target" | "why">;

/** The modules, upstream first; `file` is what they come from. */
async function plannedModules(
  { plan, places }: { readonly plan: Plan; readonly places: Places },
  file: string,
): Promise<PlannedModule[]> {
  const signatures = await signaturesOf(plan, { script: pathToFileURL(file).href });
  const first = new Map<string, string>();
  return Array.from(plan.order, (index) => {
    const placed = { path: String(plan.pipeline.modules[index].id), plan, index };
    const module = plannedInside(places, placed);
    const bytes = bytesToMove(places, placed);
    const inner = plan.inner.get(index);
    const signature = signatures.reusable(index);
    const sameAs = signature === undefined ? undefined : first.get(signature);
    if (signature !== undefined && sameAs === undefined) first.set(signature, module.module);
    return {
      ...module,
      ...(sameAs === undefined ? {} : { sameAs }),
      isCacheable: signature !== undefined,
      ...(plan.policies.has(index) && { policy: plan.policies.get(index) }),
      ...(bytes > 0 && { bytesToMove: bytes }),
      loops: plan.listDepth[index],
      ...(inner === undefined ? {} : { inside: modulesOf(inner, module.module, places) }),
    };
  });
}

function modulesOf(inner: Plan, path: string, places: Places): PlannedInside[] {
  return [...modulesInside(inner, path)].filter((one) => places.has(one.path))
    .map((one) => plannedInside(places, one));
}

function plannedInside(places: Places, placed: PlacedModule): PlannedInside {
  const { name, label } = placed.plan.pipeline.modules[placed.index];
  const { target, why } = placeOf(places, placed);
  return { module: placed.path, name, label, target: target?.name ?? HERE, why };
}

/** Rows that a person reads before the rest is only counted. */
const MOST_ROWS = 500;

function planText(modules: readonly PlannedModule[], paint: Paint): string {
  const shown = modules.slice(0, MOST_ROWS);
  const rows = shown.flatMap((module) => [
    { module, notes: notesOf(module) },
    ...(module.inside ?? []).filter(({ target }) => target !== module.target)
      .map((inside) => ({ module: inside, notes: [placeText(inside)] })),
  ]).slice(0, MOST_ROWS);
  const width = Math.max(2, ...rows.map(({ module }) => module.module.length));
  const lines = rows.map(({ module: { module, name, label }, notes }) => {
    const title = oneLine(label === "" ? name : `${name} “${label}”`, 160);
    return `  ${module.padStart(width)}  ${title}  ${paint("dim", notes.join("; "))}\n`;
  });
  const more = modules.length > MOST_ROWS ? `  … and ${modules.length - MOST_ROWS} more\n` : "";
  return `${lines.join("")}${more}${modules.length} modules would run\n`;
}

function notesOf(module: PlannedModule): readonly string[] {
  const { sameAs, isCacheable, policy, bytesToMove = 0, loops } = module;
  return [
    sameAs === undefined ? placeText(module) : `result of ${sameAs}`,
    ...(loops > 0 ? [`loops over ${loops === 1 ? "lists" : `${loops} levels of lists`}`] : []),
    ...(policy === undefined ? [] : policyTexts(policy)),
    ...(bytesToMove > 0 ? [`sends up to ${sizeText(bytesToMove)} of files`] : []),
    ...(isCacheable ? [] : ["never reused"]),
  ];
}

function policyTexts({ retries, timeout, resources: { cpus, memory } = {}, pool }: ComputePolicy): readonly string[] {
  return [
    ...(retries === undefined ? [] : [`up to ${retries + 1} attempts`]),
    ...(timeout === undefined ? [] : [`at most ${timeout} s`]),
    ...(cpus === undefined ? [] : [`cpus ${cpus}`]),
    ...(memory === undefined ? [] : [`memory ${memory} MB`]),
    ...(pool === undefined ? [] : [`${pool.slots} of pool ${pool.name}`]),
  ];
}

function placeText({ target, why }: PlannedInside): string {
  return `${target}: ${why}`;
}
