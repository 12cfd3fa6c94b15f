/** `vt targets test`: computes something at a target, and says how long that takes. */
import { UsageError } from "../../runtime/errors.ts";
import type { ComputeReply, ComputeRequest } from "../../runtime/scheme/compute_request.ts";
import { type ExecutionScheme, SchemeError } from "../../runtime/scheme/execution_scheme.ts";
import { HERE } from "../../runtime/target_name.ts";
import { openSchemes } from "../../schemes/mod.ts";
import { complain, oneLine, printLine } from "../line/terminal.ts";
import { chosenTarget, combined, configurationLayers } from "../open/open_configuration.ts";
import { FAR_SIDE } from "../run/far_side_url.ts";
import type { TargetsArguments } from "../targets.ts";
import { fileOf } from "./list.ts";

/** Asks for what every far side knows: the machine that it is on. */
const REQUEST: ComputeRequest = {
  work: { definition: { source: { package: "org.vt.basic" }, namespace: "", name: "Machine" } },
  inputs: {},
};
/** Of so many round trips the shortest is told. */
const ROUND_TRIPS = 5;

/** Tests one; the exit code is 1 when nothing can be computed there. */
export async function probe({ operands: [name], options }: TargetsArguments): Promise<number> {
  const workflow = options.for === undefined ? undefined : await fileOf(options.for);
  const target = chosenTarget(name, combined(await configurationLayers({ store: options.store }, workflow)));
  if (target === HERE) throw new UsageError("Cannot test here: it is no target");
  const tell = (target: string, line: string): void => {
    if (!options.json) printLine(oneLine(`${target}: ${line}`, 2000));
  };
  await using schemes = openSchemes({ farSide: FAR_SIDE, tell });
  const found = await measured(schemes.of(target));
  if ("wrong" in found) {
    if (options.json) printLine(JSON.stringify({ target: name, usable: false, error: found.wrong }));
    else complain(`vt: Cannot compute at target ${name}: ${oneLine(found.wrong, 2000)}`);
    return 1;
  }
  const { startMs, roundTripMs, reply: { outputs: { host, system, deno } } } = found;
  if (options.json) {
    printLine(JSON.stringify({ target: name, usable: true, startMs, roundTripMs, host, system, deno }));
  } else {
    const where = [host, system, `Deno ${deno}`].filter((text) => text !== "").join(", ");
    printLine(oneLine(`${name}: started in ${text(startMs)}, a round trip takes ${text(roundTripMs)}; ${where}`, 2000));
  }
  return 0;
}

type Measured =
  | { readonly startMs: number; readonly roundTripMs: number; readonly reply: ComputeReply & { status: "completed" } }
  | { readonly wrong: string };

async function measured(scheme: ExecutionScheme): Promise<Measured> {
  const times: number[] = [];
  try {
    for (;;) {
      const before = performance.now();
      const reply = await scheme.compute(REQUEST);
      if (reply.status !== "completed") return { wrong: reply.message };
      times.push(performance.now() - before);
      if (times.length <= ROUND_TRIPS) continue;
      return { startMs: times[0], roundTripMs: Math.min(...times.slice(1)), reply };
    }
  } catch (error) {
    if (error instanceof SchemeError) return { wrong: error.message };
    throw error;
  }
}

function text(ms: number): string {
  return ms < 100 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}
