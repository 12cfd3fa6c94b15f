/** `vt plan`: what a run would do; nothing is run. */
import { pathToFileURL } from "node:url";
import { problemText } from "../runtime/errors.ts";
import { signaturesOf } from "../runtime/interpreter/result_cache.ts";
import type { Plan } from "../runtime/plan/plan.ts";
import { defineCommand, JSON_OPTION } from "./command.ts";
import { forEachWorkflow, openWorkflow, readSettings } from "./open_workflow.ts";
import { planWorkflow } from "./plan_workflow.ts";
import { type Paint, paintFor, print, printLine } from "./terminal.ts";

/** Shows what a run would do. */
export const command = defineCommand({
  name: "plan",
  summary: "Shows what a run would do, in which order, and what is missing; runs nothing",
  usage: "FILE[:VERSION]… [--set NAME=VALUE]…",
  options: {
    set: { type: "string", multiple: true, value: "NAME=VALUE", doc: "value of an input, parameter or alias" },
    to: {
      type: "string",
      multiple: true,
      value: "MODULE",
      doc: "only this module (id, label or name) and what it needs",
    },
    json: JSON_OPTION,
    strict: { type: "boolean", doc: "count warnings as errors" },
  },
  examples: [
    ["vt plan examples/sum_of_squares.ts", "the modules in the order of their dependencies"],
    ["vt plan old.vt:final --json", "for a program"],
  ],
  notes: "A script is evaluated for its pipeline, which trusts it; its modules are not run.",
  async run({ operands, options }): Promise<number> {
    const set = readSettings(options.set);
    const paint = paintFor(Deno.stdout);
    return await forEachWorkflow(operands, async (argument) => {
      const opened = await openWorkflow(argument, set);
      const { plan, problems, isRefused } = planWorkflow(opened, options);
      const modules = isRefused ? [] : await plannedModules(plan, opened.source.file);
      if (options.json) {
        const { name: workflow, version = null } = opened.source;
        printLine(JSON.stringify({ workflow, version, runnable: !isRefused, modules, problems }));
      } else {
        print(`${paint("bold", opened.source.name)}  ${opened.source.file}\n${planText(modules, paint)}`);
        for (const problem of problems) {
          printLine(
            paint(problem.severity === "error" ? "red" : "yellow", `${problem.severity}: ${problemText(problem)}`),
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
  /** Where it would run. */
  readonly where: "here";
  /** Its result would be taken from this module, which is the same on the same inputs. */
  readonly sameAs?: string;
  readonly isCacheable: boolean;
  /** Levels of lists that it loops over. */
  readonly loops: number;
}

/** The modules, upstream first; `file` is what they come from. */
export async function plannedModules(plan: Plan, file: string): Promise<PlannedModule[]> {
  const signatures = await signaturesOf(plan, { script: pathToFileURL(file).href });
  const first = new Map<string, string>();
  return Array.from(plan.order, (index) => {
    const { id, name, label } = plan.pipeline.modules[index];
    const signature = signatures.reusable(index);
    const sameAs = signature === undefined ? undefined : first.get(signature);
    if (signature !== undefined && sameAs === undefined) first.set(signature, String(id));
    return {
      module: String(id),
      name,
      label,
      where: "here",
      ...(sameAs === undefined ? {} : { sameAs }),
      isCacheable: signature !== undefined,
      loops: plan.listDepth[index],
    };
  });
}

/** Rows that a person reads before the rest is only counted. */
const MOST_ROWS = 500;

function planText(modules: readonly PlannedModule[], paint: Paint): string {
  const width = Math.max(2, ...modules.slice(0, MOST_ROWS).map(({ module }) => module.length));
  const rows = modules.slice(0, MOST_ROWS).map(({ module, name, label, where, sameAs, isCacheable, loops }) => {
    const notes = [
      sameAs === undefined ? where : `result of ${sameAs}`,
      ...(loops > 0 ? [`loops over ${loops === 1 ? "lists" : `${loops} levels of lists`}`] : []),
      ...(isCacheable ? [] : ["never reused"]),
    ];
    const title = label === "" ? name : `${name} “${label}”`;
    return `  ${module.padStart(width)}  ${title}  ${paint("dim", notes.join(", "))}\n`;
  });
  const more = modules.length > MOST_ROWS ? `  … and ${modules.length - MOST_ROWS} more\n` : "";
  return `${rows.join("")}${more}${modules.length} modules would run\n`;
}
