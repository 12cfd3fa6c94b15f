/** The `while_…` control parameters: a module runs again until its condition output is false. */
import { ModuleError } from "../errors.ts";
import type { PipelineModule } from "../pipeline/pipeline.ts";
import { truth } from "../python/equality.ts";
import { parseLiteral } from "../python/literal.ts";
import { parseFloatText, parseInteger } from "../python/numbers.ts";
import { RunFailed } from "./failure.ts";
import { loopTeller } from "./iterations.ts";
import { isConnected } from "./list_loop.ts";
import type { ModuleRun, OutputValues, Procedure } from "./module_run.ts";
import { outputOf } from "./read_inputs.ts";
import { Sleep } from "./sleep.ts";
import { waitFor } from "./until.ts";

/** Rounds until the condition is false, at most `while_max` (20); connected outputs are those of the last round. */
export function* loopWhile(run: ModuleRun): Procedure {
  const loop = readParameters(run.module);
  const tally = run.tally();
  const tell = loopTeller(run);
  let state = new Map<string, unknown>();
  let last: ModuleRun | undefined;
  for (let round = 0; round < loop.most; round++) {
    if (round > 0 && loop.delay > 0) yield* waitFor([sleep(run, loop.delay)]);
    const copy = run.copy({ overrides: state, depth: 0, isRound: true, iteration: { of: run, number: round } });
    run.frame.start(copy, run);
    yield* waitFor([copy]);
    if (copy.state === "suspended") tally.suspended++;
    if (copy.state === "failed" || copy.state === "suspended") {
      if (copy.state === "failed") tally.failed++;
      throw new RunFailed(copy.failure!);
    }
    tally.done++;
    tell(tally);
    last = copy;
    if (loop.condition !== undefined && !truth(read(copy, loop.condition))) break;
    state = new Map(loop.inputs.map((input, i) => [input, read(copy, loop.outputs[i])]));
  }
  run.set({ content: last?.content });
  return connectedOutputs(run, last?.outputs ?? {});
}

interface WhileParameters {
  readonly condition: string | undefined;
  readonly most: number;
  /** Seconds. */
  readonly delay: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

function readParameters({ controlParameters: given }: PipelineModule): WhileParameters {
  const [input, output] = [given.get("while_input"), given.get("while_output")];
  if ((input === undefined) !== (output === undefined)) {
    throw new ModuleError(
      "Passing state between iterations requires BOTH StateInputPorts and StateOutputPorts to be set",
    );
  }
  const [inputs, outputs] = [portNames(input), portNames(output)];
  if (inputs.length !== outputs.length) {
    throw new ModuleError(
      `StateInputPorts and StateOutputPorts need to have the same number of ports (got ${inputs.length} and ${outputs.length})`,
    );
  }
  const [most, delay] = [given.get("while_max"), given.get("while_delay")];
  return {
    condition: given.get("while_cond"),
    most: most === undefined ? 20 : Number(parseInteger(most)),
    delay: delay === undefined ? 0 : Number(parseFloatText(delay)),
    inputs,
    outputs,
  };
}

/** A Python list of names, or one bare name. */
function portNames(text: string | undefined): string[] {
  if (text === undefined) return [];
  if (!text.trim().startsWith("[")) return [text];
  const names = parseLiteral(text);
  return Array.isArray(names) ? names.map(String) : [text];
}

function read(copy: ModuleRun, port: string): unknown {
  if (!copy.plan.ports[copy.index].outputs.has(port)) throw new ModuleError(`Invalid output port: ${port}`);
  return outputOf(copy, port);
}

function sleep(run: ModuleRun, seconds: number): Sleep {
  const { execution } = run.frame;
  const task = new Sleep(seconds, execution.signal);
  execution.runner.add([task]);
  return task;
}

function connectedOutputs(run: ModuleRun, outputs: OutputValues): OutputValues {
  return Object.fromEntries(Object.entries(outputs).filter(([port]) => isConnected(run, port)));
}
