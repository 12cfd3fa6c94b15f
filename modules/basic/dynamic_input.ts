/** Ports that a module has beside those of its definition. */
import { ModuleError } from "vt";

/** The value on such a port, which is mandatory. */
export function dynamicInput(inputs: object, name: string): unknown {
  const value = Object.hasOwn(inputs, name) ? (inputs as Readonly<Record<string, unknown>>)[name] : undefined;
  if (value === undefined) throw new ModuleError(`Missing value from port ${name}`);
  return value;
}
