/** Values and files of a crate, each once, with the parameters that they are examples of. */
import type { RecordedValue } from "../record/log.ts";
import type { Datum } from "./data_flow.ts";
import { type Entity, localId, refs } from "./ro_crate_entity.ts";

/** A file in the crate. */
export interface CrateFile {
  /** Its path there, as an address. */
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
}

/** The files of a crate. */
export interface CrateFiles {
  /** What was run; undefined where it is not there any more. */
  readonly workflow: CrateFile | undefined;
  /** What that imports. */
  readonly others: readonly CrateFile[];
  /** The copies of the files that values name, by their hash. */
  readonly copies: ReadonlyMap<string, CrateFile>;
}

interface Described {
  readonly entity: Entity;
  readonly parameters: Set<string>;
}

/** Collects values as actions mention them. */
export class CrateData {
  readonly #described = new Map<string, Described>();
  readonly #files = new Set<string>();

  constructor(readonly content: CrateFiles) {}

  /** The id of a value's entity, which is from now on an example of the parameter. */
  mention(datum: Datum, parameter: string | undefined): string {
    const entity = this.#entityOf(datum);
    const id = entity["@id"];
    const described = this.#described.get(id) ?? { entity, parameters: new Set() };
    this.#described.set(id, described);
    if (parameter !== undefined) described.parameters.add(parameter);
    return id;
  }

  /** The ids of the files that are in the crate. */
  files(): readonly string[] {
    return [...this.#files];
  }

  /** All that were mentioned. */
  *entities(): Generator<Entity> {
    for (const { entity, parameters } of this.#described.values()) yield { ...entity, exampleOfWork: refs(parameters) };
  }

  #entityOf({ id, port, recorded }: Datum): Entity {
    const local = localId("value", ...id.split("/"));
    if (recorded === undefined) return { "@id": local, "@type": "PropertyValue", name: port };
    if ("value" in recorded) {
      return { "@id": local, "@type": "PropertyValue", name: port, value: valueText(recorded.value) };
    }
    if (recorded.path !== undefined) return this.#fileEntity(recorded.path, recorded);
    const description = `A ${recorded.type}${
      recorded.size === undefined ? "" : ` of size ${recorded.size}`
    }, too long to be kept`;
    return { "@id": local, "@type": "PropertyValue", name: port, description, sha256: recorded.hash };
  }

  #fileEntity(path: string, { type, size, hash }: Exclude<RecordedValue, { value: unknown }>): Entity {
    const copy = hash === undefined ? undefined : this.content.copies.get(hash);
    if (copy !== undefined) this.#files.add(copy.id);
    const isDirectory = type === "Directory";
    const address = `file://${path.split("/").map((part) => encodeURIComponent(part.toWellFormed())).join("/")}`;
    return {
      "@id": copy?.id ?? (isDirectory ? `${address}/` : address),
      "@type": isDirectory ? "Dataset" : "File",
      name: path.slice(path.lastIndexOf("/") + 1),
      alternateName: path,
      contentSize: size === undefined ? undefined : String(size),
      sha256: hash,
    };
  }
}

/** Schema.org's values are texts, numbers and truth values. */
function valueText(value: unknown): unknown {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : JSON.stringify(value);
}
