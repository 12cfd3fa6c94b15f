/** References to kept files: which one is meant, and what is to be done with a copy of it elsewhere. */
import { type Constant, defineModule, port, type PortType, python, Tuple, types as t } from "vt";
import { checkedConstant } from "../basic/constants.ts";

/** Identifier of the package. */
export const PERSISTENCE = "org.vistrails.vistrails.persistence";

/** What a reference says; plain data. */
export interface PersistentReference {
  /** 0: a new file each time, 1: a file that is to be made, 2: one that is there. What is done depends on `id` alone. */
  readonly type: number;
  /** The file among all that are kept; null: none yet. */
  readonly id: string | null;
  /** One of its versions; null: the latest. */
  readonly version: string | null;
  /** Path of a copy outside. */
  readonly localPath: string | null;
  /** The copy is read in place of what is connected. */
  readonly localRead: boolean;
  /** The copy is written. */
  readonly localWriteback: boolean;
  /** Kept for VisTrails, which does nothing with it, either: all versions are kept. */
  readonly versioned: boolean;
  /** As people call it; how it ends is how the given path ends. */
  readonly name: string;
  readonly tags: string;
}

const NEW: PersistentReference = {
  type: 1,
  id: null,
  version: null,
  localPath: null,
  localRead: false,
  localWriteback: false,
  versioned: false,
  name: "",
  tags: "",
};

/** A reference, for scripts: what is not said is as VisTrails has it in a new one. */
export function persistentRef(says: Partial<PersistentReference> = {}): PersistentReference {
  return { ...NEW, ...says };
}

/** Whether a value is a reference. */
export function isReference(value: unknown): value is PersistentReference {
  return typeof value === "object" && value !== null && Object.keys(NEW).every((key) => Object.hasOwn(value, key));
}

/** VisTrails takes a text that it cannot read for None. */
function parse(text: string): PersistentReference {
  let ref: PersistentReference | null = null;
  try {
    const items = python.itemsOf(python.parseLiteral(text));
    if (items.length === Object.keys(NEW).length) ref = fromItems(items);
  } catch (error) {
    if (!(error instanceof python.PythonError)) throw error;
  }
  return ref as PersistentReference;
}

function fromItems(items: readonly unknown[]): PersistentReference {
  const [type, id, version, localPath, localRead, localWriteback, versioned, name, tags] = items;
  return {
    type: Number(type),
    id: textOrNull(id),
    version: textOrNull(version),
    localPath: textOrNull(localPath),
    localRead: python.truth(localRead),
    localWriteback: python.truth(localWriteback),
    versioned: python.truth(versioned),
    name: python.str(name),
    tags: python.str(tags),
  };
}

function textOrNull(value: unknown): string | null {
  return value === null ? null : python.str(value);
}

function format(ref: PersistentReference): string {
  return python.str(new Tuple((Object.keys(NEW) as (keyof PersistentReference)[]).map((key) => ref[key])));
}

const constant: Constant<PersistentReference> = { parse, format, validate: isReference, default: NEW };

/** What the type is and derives from, for wiring in scripts. */
export type RefMarks = { Module: 1; Constant: 1; PersistentRef: 1 };

/** The type of ports that take references. */
export const persistentRefType: PortType<PersistentReference, RefMarks> = {
  package: PERSISTENCE,
  namespace: "",
  name: "PersistentRef",
  base: t.Constant,
  constant,
};

/** A reference as a module. */
export const PersistentRef = defineModule({
  name: "PersistentRef",
  doc: "A reference to a kept file.",
  exactNumbers: true,
  type: persistentRefType,
  inputs: { value: port(persistentRefType) },
  outputs: { value: port(persistentRefType), value_as_string: port(t.String) },
  compute: ({ value }) => checkedConstant(persistentRefType, value),
});
