/** What the API answers, checked against its description. */
import { equal } from "node:assert/strict";
import type { Job } from "../../runtime/jobs/job.ts";
import type { ModuleExec, WorkflowExec } from "../../runtime/record/log.ts";
import { type Schema, wrongWith } from "../../web/api/schema.ts";
import { SCHEMAS } from "../../web/api/schemas.ts";
import { API } from "../../web/api/table.ts";
import type { FoundExecution } from "../../web/data/executions.ts";
import type { ModuleDetail } from "../../web/data/module_detail.ts";
import type { ModuleSummary } from "../../web/data/module_summary.ts";
import type { ShownOutput } from "../../web/data/job_output.ts";
import type { Deed } from "../../web/deeds/deed.ts";
import type { DrawnConnection, DrawnModule } from "../../web/drawing/drawn.ts";

/** A workflow that has jobs. */
export interface ToldWorkflow {
  readonly id: string;
  readonly state: string;
  readonly outlook: string;
  readonly total: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly isPaused: boolean;
  readonly waitingProcess?: number;
}

/** A version of a file. */
interface ToldVersion {
  readonly id: number;
  readonly parent: number;
  readonly tag?: string;
}

/**
 * The fields of all answers together. Which of them an answer has its route's description says, against which each is
 * checked before it is given.
 */
export interface ApiAnswer
  extends
    ToldWorkflow,
    Pick<WorkflowExec, "workflow">,
    Pick<Job, "key">,
    Required<ShownOutput>,
    Required<Pick<ModuleSummary, "fraction">>,
    Pick<ModuleDetail, "inputs" | "outputs"> {
  readonly error: string;
  readonly executions: readonly Required<FoundExecution>[];
  readonly modules: readonly (Required<ModuleExec> & Required<DrawnModule>)[];
  readonly connections: readonly DrawnConnection[];
  readonly next: string | number | undefined;
  readonly jobs: readonly Job[];
  readonly workflows: readonly ToldWorkflow[];
  readonly deeds: readonly Deed[];
  readonly why: string;
  readonly default: number;
  readonly versions: readonly ToldVersion[];
  readonly added: readonly unknown[];
  readonly deleted: readonly unknown[];
  readonly addedConnections: readonly unknown[];
  readonly interval: string;
  readonly isOn: boolean;
  readonly kind: string;
  readonly execution: string;
  readonly code: number;
  readonly output: string;
  readonly pid: number;
}

/** What came of `METHOD /api/…`, as the description of its route says. */
export function described(request: string, isOk: boolean, json: unknown): ApiAnswer {
  const [method, path] = request.split(" ");
  const pattern = (template: string): RegExp => new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
  const route = API.find((one) => one.method.toUpperCase() === method && pattern(one.path).test(path.split("?")[0]));
  const hasDeeds = typeof json === "object" && json !== null && "deeds" in json;
  const schema: Schema = isOk || hasDeeds ? route!.answer : SCHEMAS.Problem;
  equal(wrongWith(json, schema, SCHEMAS), undefined, `${request}: ${JSON.stringify(json)}`);
  return json as ApiAnswer;
}
