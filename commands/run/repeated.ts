/** From a record to what is to be run to repeat it. */
import { InputError } from "../../runtime/errors.ts";
import { loggedConfiguration } from "../../runtime/provenance/logged_configuration.ts";
import type { Given } from "../../runtime/record/given.ts";
import type { WorkflowExec, WorkflowSource } from "../../runtime/record/log.ts";
import type { ExecutionConfiguration } from "../../runtime/scheme/execution_configuration.ts";
import { MASK } from "../../runtime/secrets/masker.ts";
import type { Secrets } from "../../runtime/secrets/secrets.ts";
import type { FoundExecution } from "../log/source.ts";
import type { OpenedWorkflow } from "../open/open_workflow.ts";
import { reopenWorkflow } from "../open/reopen_workflow.ts";
import { givenConfiguration } from "./given.ts";

/** What an execution ran, and what it was told. */
export interface Repeated {
  readonly exec: WorkflowExec;
  /** With the file that is run now. */
  readonly source: WorkflowSource;
  /** What it was given for `--set`. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly to: readonly string[];
  readonly pool: readonly string[];
  readonly configuration: ExecutionConfiguration;
}

/**
 * Reads what the record tells. `file`: where the workflow is now, if that is another place. `set`: values that need not be
 * known. Throws `InputError` where the record does not say enough.
 */
export async function repeatedOf(
  found: FoundExecution,
  { file, set, secrets }: {
    readonly file?: string;
    readonly set: ReadonlyMap<string, string>;
    readonly secrets: Secrets;
  },
): Promise<Repeated> {
  const { exec } = found;
  refuseUnknown(found);
  const given = await found.given();
  const parameters = given === undefined ? plainParameters(exec, set) : revealed(given, set, secrets);
  const source = file === undefined ? exec.workflow : { ...exec.workflow, file };
  const configuration = given === undefined ? loggedConfiguration(await found.tree()) : givenConfiguration(given);
  return { exec, source, parameters, to: given?.to ?? [], pool: given?.pools ?? [], configuration };
}

/** Opens what is to be run, with these values. */
export async function openRepeated(
  { exec, source }: Pick<Repeated, "exec" | "source">,
  parameters: ReadonlyMap<string, string>,
): Promise<OpenedWorkflow> {
  try {
    await Deno.stat(source.file);
  } catch {
    throw cannot(exec, `${source.file} is not there; name the file where it is now, vt run FILE --from-log …`);
  }
  return await reopenWorkflow(source, parameters);
}

/** VisTrails keeps values that belong to no version as objects of Python, and calls explorations by passing names. */
function refuseUnknown({ exec, logged }: FoundExecution): void {
  if (logged === undefined) return;
  const isOther = logged.annotations.some(({ key }) => key === "__params__" || key === "__aliases__");
  if (isOther) {
    throw cannot(exec, "VisTrails ran it with other values than the version has, which its log does not tell");
  }
  if (exec.reason.startsWith("Parameter Exploration ") && exec.workflow.cell === undefined) {
    throw cannot(
      exec,
      "its log does not say which parameter exploration it was a cell of; vt run --exploration runs one",
    );
  }
  if (exec.workflow.version === undefined && !isKnownFile(logged)) {
    throw cannot(exec, "its log does not say what was run");
  }
}

function isKnownFile({ annotations }: NonNullable<FoundExecution["logged"]>): boolean {
  return annotations.some(({ key }) => key === "vt:file");
}

/** Of a log in a file: a secret in them is nowhere. */
function plainParameters(exec: WorkflowExec, set: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  for (const [name, text] of Object.entries(exec.parameters)) {
    if (!text.includes(MASK) || set.has(name)) continue;
    throw cannot(exec, `the value of ${name} had a secret in it, which no log keeps; give it with --set ${name}=…`);
  }
  return new Map(Object.entries(exec.parameters));
}

function revealed(given: Given, set: ReadonlyMap<string, string>, secrets: Secrets): ReadonlyMap<string, string> {
  const known = Object.fromEntries(Object.entries(given.parameters).filter(([name]) => !set.has(name)));
  const [missing] = secrets.missingFor(known);
  if (missing === undefined) return new Map(Object.entries(secrets.reveal(given.parameters)));
  throw new InputError(`Cannot repeat the execution: secret ${missing} is not set: vt secrets set ${missing} sets it`);
}

function cannot({ id }: WorkflowExec, why: string): InputError {
  return new InputError(`Cannot repeat execution ${id}: ${why}`);
}
