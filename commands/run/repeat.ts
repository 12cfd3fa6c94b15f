/** `vt run --from-log`: runs again what a record tells of, as it was run. */
import { InputError, UsageError } from "../../runtime/errors.ts";
import type { Store } from "../../runtime/store/store.ts";
import { readInterval } from "../jobs/watch.ts";
import { complain } from "../line/terminal.ts";
import { compare } from "../log/compare.ts";
import { executionNamed } from "../log/source.ts";
import { readSettings } from "../open/open_workflow.ts";
import { type PlacedWorkflow, type PlaceOptions, placeWorkflow } from "../open/place_workflow.ts";
import { planWorkflow } from "../open/plan_workflow.ts";
import type { SaveWhen } from "./file_jobs.ts";
import { changesSince } from "./repeat_changes.ts";
import { openRepeated, type Repeated, repeatedOf } from "./repeated.ts";
import { refuseInvalid } from "./report.ts";
import { RunSession } from "./session.ts";
import { runUntilOver } from "./until_over.ts";

/** The options of `vt run`. */
export interface RepeatOptions extends PlaceOptions {
  /** The id of an execution, or `FILE#N`. */
  readonly "from-log": string;
  readonly compare: boolean;
  readonly set: readonly string[];
  readonly to: readonly string[];
  readonly json: boolean;
  readonly outputs: boolean;
  readonly quiet: boolean;
  readonly strict: boolean;
  readonly save?: string | undefined;
  readonly "no-save": boolean;
  readonly wait: boolean;
  readonly "check-interval"?: string | undefined;
  readonly "stop-on-error": boolean;
  readonly mashup?: string | undefined;
  readonly exploration?: string | undefined;
}

/** Gives the exit code of the run. */
export async function repeat(operands: readonly string[], options: RepeatOptions): Promise<number> {
  const named = options["from-log"];
  checkAlone(operands, options);
  const { code, execution } = await repeatOne(operands[0], options);
  if (options.compare && execution !== undefined) {
    await compare([named, execution], { json: options.json, all: false, store: options.store });
  }
  return code;
}

function checkAlone(operands: readonly string[], { mashup, exploration }: RepeatOptions): void {
  const other = mashup !== undefined ? "mashup" : exploration !== undefined ? "exploration" : undefined;
  if (other !== undefined) {
    throw new UsageError(`Options --from-log and --${other} exclude each other: the record says`);
  }
  if (operands.length > 1) throw new UsageError(`Option --from-log repeats one execution: ${operands.join(" ")}`);
}

async function repeatOne(
  operand: string | undefined,
  options: RepeatOptions,
): Promise<{ readonly code: number; readonly execution?: string }> {
  const set = readSettings(options.set);
  await using session = new RunSession(options.store);
  const settings = await session.open();
  const { store, secrets } = settings;
  const file = operand === undefined ? undefined : await existing(operand);
  const found = await executionNamed(options["from-log"], store);
  const repeated = await repeatedOf(found, { file, set, secrets });
  await tellChanges(repeated, { store, isStrict: options.strict });
  const parameters = new Map([...repeated.parameters, ...set]);
  const { id } = repeated.exec;
  const name = found.logged === undefined ? id : `${repeated.exec.workflow.file.split("/").at(-1)}#${id}`;
  const opened = { ...await openRepeated(repeated, parameters), reason: `repeats ${name}` };
  const said = {
    ...options,
    to: options.to.length > 0 ? options.to : repeated.to,
    pool: [...repeated.pool, ...options.pool],
  };
  const planned: PlacedWorkflow = await placeWorkflow(opened, planWorkflow(opened, said), {
    ...said,
    configuration: options.target ?? options.targets ? undefined : repeated.configuration,
  });
  if (planned.isRefused) return { code: refuseInvalid(opened, planned.problems, options.json) };
  return await runUntilOver(opened, planned, {
    ...said,
    ...settings,
    stopOnError: options["stop-on-error"],
    isNew: true,
    save: options["no-save"] ? "never" : (options.save ?? "auto") as SaveWhen,
    parameters,
    reason: opened.reason,
    interval: options.wait ? readInterval(options["check-interval"] ?? "10s") : undefined,
  });
}

async function existing(operand: string): Promise<string> {
  try {
    return await Deno.realPath(operand);
  } catch {
    throw new InputError(`Cannot open ${operand}: with --from-log it names the file alone, the record has the version`);
  }
}

async function tellChanges(
  repeated: Repeated,
  { store, isStrict }: { store: Store; isStrict: boolean },
): Promise<void> {
  const asItWas = await openRepeated(repeated, repeated.parameters);
  const changes = await changesSince(repeated.exec, asItWas, store);
  if (changes === undefined) return;
  if (isStrict) throw new InputError(`Cannot repeat it with --strict: ${changes}`);
  complain(`vt: warning: ${changes}`);
}
