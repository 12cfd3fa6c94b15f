/** Constants: modules that give a value which stands in the pipeline or comes in, after checking it. */
import { defineModule, type ModuleDefinition, ModuleError, type Port, port, type PortType, types as t } from "vt";

type Given<T, Is> = { readonly value: Port<T, Is, 0, false> };
type Text = Port<string, { Module: 1; Constant: 1; String: 1 }, 0, false>;

/** True or false. */
export const Boolean = constant(t.Boolean, "True or false.");

/** A floating point number. */
export const Float = constant(t.Float, "A floating point number.");

/** A whole number. */
export const Integer = constant(t.Integer, "A whole number.");

/** A colour. */
export const Color = constant(t.Color, "A colour.");

/** A text. */
export const String = defineModule({
  name: "String",
  doc: "A text.",
  exactNumbers: true,
  parallelizable: "portable",
  type: t.String,
  inputs: { value: port(t.String) },
  outputs: { value: port(t.String), value_as_string: port(t.String, { hidden: true }) },
  compute: ({ value }) => checkedConstant(t.String, value),
});

/** What every constant gives; a value that is not of its type is refused. */
export function checkedConstant<T>(type: PortType<T>, value: T): { value_as_string: string; value: T } {
  if (!type.constant!.validate(value)) throw new ModuleError("Internal Error: Constant failed validation");
  return { value_as_string: type.constant!.format(value), value };
}

function constant<T, Is>(
  type: PortType<T, Is>,
  doc: string,
): ModuleDefinition<Given<T, Is>, { readonly value_as_string: Text } & Given<T, Is>> {
  return defineModule({
    name: type.name,
    doc,
    exactNumbers: true,
    parallelizable: "portable",
    type,
    inputs: { value: port(type) },
    outputs: { value_as_string: port(t.String), value: port(type) },
    compute: ({ value }) => checkedConstant(type, value as T),
  });
}
