/** Values and files of a crate, each once, with the parameters that they are examples of. */
import type { RecordedValue } from "../record/log.ts";
import { type Datum, type FileFacts, filesInside } from "./data_flow.ts";
import { mediaType } from "./media_type.ts";
import { plainValue } from "./plain_value.ts";
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

/** Items of a list among which a record looks for files. */
const MOST_LOOKED_AT = 100;

/** Collects values as actions mention them. */
export class CrateData {
  readonly #described = new Map<string, Described>();

  constructor(readonly content: CrateFiles) {}

  /** The id of a value's entity, which is from now on an example of the parameter. `name`: if not the port's. */
  mention(datum: Datum, parameter: string | undefined, name?: string): string {
    const { entity, parameters } = this.#describe(this.#entityOf(datum, name ?? datum.port));
    if (parameter !== undefined) parameters.add(parameter);
    return entity["@id"];
  }

  /** The ids of files and folders, whether they are in the crate or where they were: each has to be a part of it. */
  files(): readonly string[] {
    return this.#ofTypes("File", "Dataset");
  }

  /** The ids of lists of files. */
  collections(): readonly string[] {
    return this.#ofTypes("Collection");
  }

  /** All that were mentioned. */
  *entities(): Generator<Entity> {
    for (const { entity, parameters } of this.#described.values()) yield { ...entity, exampleOfWork: refs(parameters) };
  }

  #ofTypes(...types: readonly unknown[]): readonly string[] {
    const all = [...this.#described.values()].map(({ entity }) => entity);
    return all.filter((entity) => types.includes(entity["@type"])).map((entity) => entity["@id"]);
  }

  #describe(entity: Entity): Described {
    const known = this.#described.get(entity["@id"]);
    const described = known ?? { entity, parameters: new Set() };
    if (known === undefined) this.#described.set(entity["@id"], described);
    return described;
  }

  #entityOf(datum: Datum, name: string): Entity {
    const { id, recorded } = datum;
    const local = localId("value", ...id.split("/"));
    const files = filesInside(datum);
    if (files.length > 0) {
      const hasPart = files.map((file) => this.#describe(this.#fileEntity(file)).entity["@id"]);
      return { "@id": local, "@type": "Collection", name, description: listText(recorded!), hasPart: refs(hasPart) };
    }
    if (recorded === undefined) return { "@id": local, "@type": "PropertyValue", name };
    if ("value" in recorded) return { "@id": local, "@type": "PropertyValue", name, value: plainValue(recorded.value) };
    if (recorded.path !== undefined) return this.#fileEntity({ ...recorded, path: recorded.path });
    const description = `A ${recorded.type}${
      recorded.size === undefined ? "" : ` of size ${recorded.size}`
    }, too long to be kept`;
    return { "@id": local, "@type": "PropertyValue", name, description, sha256: recorded.hash };
  }

  #fileEntity({ path, type, size, hash }: FileFacts): Entity {
    const copy = hash === undefined ? undefined : this.content.copies.get(hash);
    const isDirectory = type === "Directory";
    const address = `file://${path.split("/").map((part) => encodeURIComponent(part.toWellFormed())).join("/")}`;
    const name = path.slice(path.lastIndexOf("/") + 1);
    return {
      "@id": copy?.id ?? (isDirectory ? `${address}/` : address),
      "@type": isDirectory ? "Dataset" : "File",
      name,
      alternateName: path,
      encodingFormat: isDirectory ? undefined : mediaType(name),
      contentSize: size === undefined ? undefined : String(size),
      sha256: hash,
    };
  }
}

/** Says of a long list that not all of it is there. */
function listText(recorded: RecordedValue): string | undefined {
  if (!("size" in recorded) || recorded.size === undefined || recorded.size <= MOST_LOOKED_AT) return undefined;
  return `A ${recorded.type} of ${recorded.size}: the files among its first ${MOST_LOOKED_AT}`;
}
