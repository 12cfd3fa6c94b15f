/** The option `--pool`. */
import { MACHINE_POOLS, readPoolSizes } from "../../runtime/authoring/compute_policy.ts";
import { InputError, UsageError } from "../../runtime/errors.ts";
import type { PoolSizes } from "../../runtime/plan/pool_sizes.ts";

/** The option of every command that runs modules, or says whether they can run. */
export const POOL_OPTION = {
  type: "string",
  multiple: true,
  value: "NAME=N",
  doc: `slots of a pool that modules share; ${
    MACHINE_POOLS.join(" (cores), ")
  } (MB): what they may take of the machine`,
} as const;

/** Reads `NAME=N` texts; of a name given twice the last counts. */
export function readPools(texts: readonly string[]): PoolSizes {
  try {
    return readPoolSizes(texts.map((text) => {
      const equals = text.lastIndexOf("=");
      if (equals < 1) throw new InputError(`NAME=N wanted: it is ${JSON.stringify(text)}`);
      const size = text.slice(equals + 1);
      return [text.slice(0, equals), /^\d+$/.test(size) ? Number(size) : size];
    }));
  } catch (error) {
    throw error instanceof InputError ? new UsageError(`Option --pool: ${error.message}`) : error;
  }
}
