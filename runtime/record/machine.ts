/** The machine that this program runs on, for the record. */
import type { Machine } from "./log.ts";

/** Facts of this machine, after the system and `/proc/cpuinfo`. */
export function thisMachine(): Machine {
  return {
    name: Deno.hostname(),
    os: `${Deno.build.os} ${Deno.osRelease()}`,
    architecture: Deno.build.arch,
    processor: processorName(cpuinfo()) ?? Deno.build.arch,
    ram: Deno.systemMemoryInfo().total,
  };
}

/** The same; undefined where this process may not look. */
export function machineIfTold(): Machine | undefined {
  try {
    return thisMachine();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

/** The processor's name in the text of `/proc/cpuinfo`, whose field differs between architectures. */
export function processorName(text: string): string | undefined {
  for (const field of ["model name", "Model", "cpu model", "Processor", "cpu", "Hardware"]) {
    const found = new RegExp(`^${field}[ \\t]*:[ \\t]*(\\S.*)$`, "m").exec(text);
    if (found) return found[1].trim();
  }
  return undefined;
}

function cpuinfo(): string {
  try {
    return Deno.readTextFileSync("/proc/cpuinfo");
  } catch {
    return "";
  }
}
