/** The outputs of results that the store keeps, for who wants to look at them. */
import { type KeptOutput, outputsOfText } from "./kept_result.ts";
import { findResults } from "./result_index.ts";
import type { Store } from "./store.ts";

/** The outputs of one result, by port. */
export type KeptOutputs = ReadonlyMap<string, KeptOutput>;

/** By signature; those that are not kept are not there. `most`: bytes up to which a value is read. */
export async function keptOutputs(
  store: Store,
  signatures: ReadonlySet<string>,
  most: number,
): Promise<ReadonlyMap<string, KeptOutputs>> {
  const texts = new Map<string, string>();
  for await (const { signature, text } of findResults(store, signatures)) texts.set(signature, text);
  return new Map([...texts].map(([signature, text]) => [signature, outputsOfText(store, text, most)]));
}
