/** Functions in Python that are not modules: parameter explorations compute values with them. */
import type { ComputeContext, RemoteWork } from "vt";
import { pythonHost } from "./python_host.ts";

/** What such a function may do: no more than compute and print. */
class FunctionContext implements ComputeContext {
  readonly signal: AbortSignal = new AbortController().signal;
  readonly dynamicPorts = { inputs: [], outputs: ["o"] };
  readonly streamed: ReadonlyMap<string, number> = new Map();

  constructor(readonly print: ComputeContext["print"]) {}

  progress(): void {}
  annotate(): void {}
  log(): void {}
  cacheThis(): void {}

  temporaryPath(): never {
    throw new Error("Cannot make files here: a function of an exploration gives values");
  }

  valuesOn(): readonly unknown[] {
    return [];
  }

  remoteExecution(): RemoteWork {
    return { task: () => {} };
  }

  secret(): never {
    throw new Error("Cannot use secrets here: a function of an exploration gives values");
  }

  stream(): never {
    throw new Error("Cannot stream here: a function of an exploration gives values");
  }
}

/**
 * Evaluates a source that defines `value(i)`: what it gives for 0, 1, … up to `count`. `print` hears what it prints.
 * Rejects with a PythonError for what it raises.
 */
export async function callFunction(
  source: string,
  count: number,
  print: (text: string) => void,
): Promise<readonly unknown[]> {
  const call = `${source}\no = [value(i) for i in range(${count})]\n`;
  const { o } = await pythonHost.run({ source: call, inputs: [], outputs: ["o"] }, new FunctionContext(print));
  return o as readonly unknown[];
}
