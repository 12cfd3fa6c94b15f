/** Dictionaries. */
import { allValues, defineModule, port, python, Tuple, tuplePort, types as t } from "vt";
import { checkedConstant } from "./constants.ts";

/** A dict of what comes in. */
export const Dictionary = defineModule({
  name: "Dictionary",
  doc: "A dictionary: its value, and the pairs that are added to it.",
  exactNumbers: true,
  parallelizable: "portable",
  type: t.Dictionary,
  inputs: {
    value: port(t.Dictionary, { optional: true, hidden: false }),
    addPair: allValues(tuplePort([t.Module, t.Module])),
    addPairs: port(t.List, { optional: true, hidden: false }),
  },
  outputs: { value_as_string: port(t.String, { optional: true, hidden: false }), value: port(t.Dictionary) },
  compute: ({ value, addPair, addPairs }) => {
    // VisTrails prints the value that came in, not the whole dictionary.
    const checked = value === undefined ? undefined : checkedConstant(t.Dictionary, value);
    const all = [...checked?.value ?? [], ...pairsOf(addPair ?? []), ...pairsOf(addPairs ?? [])];
    return { value_as_string: checked?.value_as_string, value: python.makeDict(all) };
  },
});

/** What `dict.update` takes: a dict, or pairs of any kind. */
function pairsOf(value: unknown): readonly (readonly [unknown, unknown])[] {
  if (value instanceof Map) return [...value];
  return python.itemsOf(value).map((pair, i) => {
    if (!Array.isArray(pair) && !(pair instanceof Tuple) && typeof pair !== "string") {
      throw new python.PythonError(
        "TypeError",
        `cannot convert dictionary update sequence element #${i} to a sequence`,
      );
    }
    const items = python.itemsOf(pair);
    if (items.length === 2) return [items[0], items[1]];
    const what = `dictionary update sequence element #${i} has length ${items.length}; 2 is required`;
    throw new python.PythonError("ValueError", what);
  });
}
