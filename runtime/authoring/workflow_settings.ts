/** What a person sets when a workflow is built: the values of `--set`, by name. */
import { InputError, messageOf } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { PortType } from "./port_type.ts";
import { scriptError } from "./script_place.ts";

/** @internal What the building of a workflow may be told. */
export interface BuildSettings {
  /** Texts for inputs and parameters, by their names. */
  readonly set?: ReadonlyMap<string, string>;
}

/** Hands out the texts, and knows in the end which of them nobody asked for. */
export class Settings {
  readonly #known = new Set<string>();

  constructor(readonly workflow: string, readonly texts: ReadonlyMap<string, string>) {}

  /** The value set for `name`, as the one item of a list; an empty list when nothing is set. */
  valuesOf<T>(name: string, type: PortType<T>): readonly T[] {
    if (this.#known.has(name)) throw scriptError(`Cannot name two inputs or parameters ${name}`);
    this.#known.add(name);
    const text = this.texts.get(name);
    return text === undefined ? [] : [parse(name, type, text)];
  }

  /** Refuses texts for names that the workflow does not have. */
  checkNames(): void {
    for (const name of this.texts.keys()) {
      if (this.#known.has(name)) continue;
      const known = [...this.#known];
      const near = nearest(name, known);
      const list = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
      const hint = near === undefined ? "" : `; did you mean ${near}?`;
      throw new InputError(`Cannot set ${name}: workflow "${this.workflow}" has no such input, ${list}${hint}`);
    }
  }
}

function parse<T>(name: string, type: PortType<T>, text: string): T {
  if (!type.constant) throw new InputError(`Cannot set ${name}: a ${type.name} cannot be written as text`);
  try {
    return type.constant.parse(text);
  } catch (error) {
    const reason = messageOf(error);
    throw new InputError(`Cannot set ${name} to "${text}": ${type.name} wanted, ${reason}`, { cause: error });
  }
}
