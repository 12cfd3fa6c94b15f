/** The bases of other modules. Files name them as types; in a pipeline they have nothing to do. */
import { defineModule, ModuleError, port, types as t } from "vt";

/** What every module is. VisTrails runs it, too: it does nothing. */
export const Module = defineModule({
  name: "Module",
  doc: "The base of all modules.",
  abstract: true,
  type: t.Module,
  inputs: {},
  outputs: {},
  compute: () => ({}),
});

/** Any value. */
export const Variant = defineModule({
  name: "Variant",
  doc: "The type of ports that take or give any value.",
  abstract: true,
  type: t.Variant,
  inputs: {},
  outputs: {},
  compute: () => ({}),
});

/** What can be written as text. */
export const Constant = defineModule({
  name: "Constant",
  doc: "The base of all constants.",
  abstract: true,
  type: t.Constant,
  inputs: { value: port(t.Constant) },
  outputs: { value: port(t.Constant), value_as_string: port(t.String) },
  compute: () => onlyABase("Constant"),
});

/** What turns a value of one type into one of another. */
export const Converter = defineModule({
  name: "Converter",
  doc: "The base of modules that turn a value into one of another type.",
  abstract: true,
  inputs: { in_value: port(t.Variant) },
  outputs: { out_value: port(t.Variant) },
  compute: () => onlyABase("Converter"),
});

/** No value. */
export const Null = defineModule({
  name: "Null",
  doc: "The type of ports that have no value.",
  hidden: true,
  type: t.Null,
  inputs: {},
  outputs: {},
  compute: () => ({ value: null }),
});

function onlyABase(name: string): never {
  throw new ModuleError(`Cannot run ${name}: it is the base of other modules`);
}
