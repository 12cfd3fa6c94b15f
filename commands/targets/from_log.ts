/** `vt targets from-log`: the configuration that sends each module where it went in an execution. */
import { loggedConfiguration } from "../../runtime/provenance/logged_configuration.ts";
import type { ExecutionConfiguration } from "../../runtime/scheme/execution_configuration.ts";
import { writeExecutionConfiguration } from "../../runtime/vt_file/execution_configuration_xml.ts";
import { writeFile } from "../../runtime/vt_file/write_file.ts";
import { print, printLine } from "../line/terminal.ts";
import { executionNamed, type FoundExecution, isLogFile } from "../log/source.ts";
import { storeForReading } from "../open/open_store.ts";
import { givenConfiguration } from "../run/given.ts";
import type { TargetsArguments } from "../targets.ts";

/** Writes it as XML; with `--json` as JSON. */
export async function fromLog({ operands: [named], options }: TargetsArguments): Promise<number> {
  using store = isLogFile(named) ? undefined : await storeForReading(options.store);
  if (store === undefined && !isLogFile(named)) return 2;
  const configuration = await configurationOf(await executionNamed(named, store));
  const text = options.json ? `${jsonOf(configuration)}\n` : writeExecutionConfiguration(configuration);
  if (options.to === undefined) {
    print(text);
    return 0;
  }
  await writeFile(options.to, [new TextEncoder().encode(text)], { force: options.force });
  const { targets, preferences } = configuration;
  printLine(`${options.to}: ${preferences.size} modules, ${targets.map(({ name }) => name).join(", ") || "all here"}`);
  return 0;
}

/** As it was decided before the run, where the record has that; else as far as modules ran. */
async function configurationOf(found: FoundExecution): Promise<ExecutionConfiguration> {
  const given = await found.given();
  return given === undefined ? loggedConfiguration(await found.tree()) : givenConfiguration(given);
}

function jsonOf({ targets, preferences }: ExecutionConfiguration): string {
  return JSON.stringify({ targets, preferences: Object.fromEntries(preferences) });
}
