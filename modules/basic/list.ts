/** Lists and tuples. */
import { defineModule, ModuleError, port, python, Tuple as TupleValue, types as t } from "vt";
import { checkedConstant } from "./constants.ts";
import { dynamicInput } from "./dynamic_input.ts";

/** A list of what comes in. */
export const List = defineModule({
  name: "List",
  doc: "A list: head, value, one item per port of the module's own, tail.",
  exactNumbers: true,
  parallelizable: "portable",
  dynamicPorts: true,
  type: t.List,
  inputs: {
    value: port(t.List, { optional: true, hidden: false }),
    head: port(t.Variant, { depth: 1, optional: true, hidden: false }),
    tail: port(t.List, { optional: true, hidden: false }),
  },
  outputs: { value_as_string: port(t.String, { optional: true, hidden: false }), value: port(t.List) },
  compute: (inputs, { dynamicPorts }) => {
    const { value, head, tail } = inputs;
    const items = dynamicPorts.inputs.map((name) => dynamicInput(inputs, name));
    if (value === undefined && head === undefined && tail === undefined && items.length === 0) {
      throw new ModuleError("Missing value from port value");
    }
    // VisTrails prints the value that came in, not the whole list.
    const checked = value === undefined ? undefined : checkedConstant(t.List, value);
    const whole = [checked?.value ?? [], items, tail ?? []].reduce(python.add, head ?? []);
    return { value_as_string: checked?.value_as_string, value: whole as readonly unknown[] };
  },
});

/** A tuple of what comes in. */
export const Tuple = defineModule({
  name: "Tuple",
  doc: "A tuple of the values on the module's own ports, in their order.",
  exactNumbers: true,
  parallelizable: "portable",
  dynamicPorts: true,
  inputs: {},
  outputs: {},
  compute: (inputs, { dynamicPorts }) => ({
    value: new TupleValue(dynamicPorts.inputs.map((name) => dynamicInput(inputs, name))),
  }),
});

/** The items of a tuple. */
export const Untuple = defineModule({
  name: "Untuple",
  doc: "The items of a tuple, one per output port of the module's own.",
  exactNumbers: true,
  parallelizable: "portable",
  dynamicPorts: true,
  inputs: {},
  outputs: {},
  compute: (inputs, { dynamicPorts }) => {
    const name = Object.hasOwn(inputs, "tuple") ? "tuple" : "value"; // "tuple" in old files
    const items = python.itemsOf(dynamicInput(inputs, name));
    const ports = dynamicPorts.outputs.toReversed().slice(0, items.length); // VisTrails lists them backwards
    return Object.fromEntries(ports.map((port, i) => [port, items[i]]));
  },
});

/** A tuple as a list. */
export const TupleToList = defineModule({
  name: "TupleToList",
  doc: "A tuple as a list.",
  exactNumbers: true,
  parallelizable: "portable",
  hidden: true,
  inputs: { in_value: port(t.Variant) },
  outputs: { out_value: port(t.List) },
  compute: ({ in_value }) => {
    if (!(in_value instanceof TupleValue)) throw new ModuleError("Input is not a tuple");
    return { out_value: [...in_value] };
  },
});
