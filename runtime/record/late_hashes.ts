/** Hashes of files that modules gave and that are too large to be hashed at once: found while the run goes on. */
import { contentHash, fileSize, fileState, LONGEST_HASHED } from "../store/file_state.ts";
import type { RecordedValue } from "./log.ts";
import type { RecordedValues } from "./log_line.ts";
import { MOST_HASHED_AT_ONCE } from "./recorded_value.ts";

/** When so many wait, others are not hashed: their modules are to be in the record soon. */
const MOST_WAITING = 16;
/** Files of which the hash is remembered. */
const MOST_KNOWN = 1000;

interface File {
  readonly path: string;
  readonly state: string;
}

/** See the head of the file. */
export class LateHashes {
  readonly #known = new Map<string, { readonly state: string; readonly hash: Promise<string | undefined> }>();
  #waiting = 0;

  /** The values with the hashes that they lack; undefined where nothing is to be waited for. */
  complete(values: RecordedValues): Promise<RecordedValues> | undefined {
    const lacking = Object.entries(values).flatMap(([port, value]) => {
      const file = fileToHash(value);
      return file === undefined ? [] : [{ port, file }];
    });
    if (lacking.length === 0 || this.#waiting >= MOST_WAITING) return undefined;
    this.#waiting++;
    return this.#complete(values, lacking).finally(() => this.#waiting--);
  }

  async #complete(
    values: RecordedValues,
    lacking: readonly { readonly port: string; readonly file: File }[],
  ): Promise<RecordedValues> {
    const completed: Record<string, RecordedValue> = { ...values };
    for (const { port, file } of lacking) {
      const hash = await this.#hashOf(file);
      if (hash !== undefined) completed[port] = { ...values[port], hash };
    }
    return completed;
  }

  #hashOf({ path, state }: File): Promise<string | undefined> {
    const known = this.#known.get(path);
    if (known?.state === state) return known.hash;
    const hash = hashOfState(path, state);
    this.#known.set(path, { state, hash });
    if (this.#known.size > MOST_KNOWN) this.#known.delete(this.#known.keys().next().value!);
    return hash;
  }
}

/** The file of a value, as it is now, where it has a hash that is not known yet. */
function fileToHash(value: RecordedValue): File | undefined {
  if (!("path" in value) || value.path === undefined || value.hash !== undefined) return undefined;
  if (value.type !== "File" || value.size === undefined) return undefined;
  if (value.size <= MOST_HASHED_AT_ONCE || value.size > LONGEST_HASHED) return undefined;
  const state = fileState(value.path);
  return state !== undefined && fileSize(state) === value.size ? { path: value.path, state } : undefined;
}

/** Undefined when the file is not as it was any more. */
async function hashOfState(path: string, state: string): Promise<string | undefined> {
  try {
    const hash = await contentHash(path);
    return fileState(path) === state ? hash : undefined;
  } catch {
    return undefined;
  }
}
