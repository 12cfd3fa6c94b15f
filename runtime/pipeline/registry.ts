/** The packages of this program: finds the definition and the type behind a name in a file. */
import type { AnyDefinition } from "../authoring/module.ts";
import type { Package } from "../authoring/package.ts";
import { BASIC, type PortType } from "../authoring/port_type.ts";
import { Module } from "../authoring/types.ts";
import type { TypeName } from "./pipeline.ts";

/** Finds definitions and types by name, under old identifiers too. */
export class Registry {
  readonly #packages = new Map<string, Package>();
  readonly #definitions = new Map<string, AnyDefinition>();
  readonly #types = new Map<string, PortType>();

  constructor(readonly packages: readonly Package[]) {
    for (const one of packages) {
      for (const identifier of [one.identifier, ...one.oldIdentifiers ?? []]) this.#packages.set(identifier, one);
      for (const type of one.types ?? []) this.#types.set(key(type), type);
      for (const definition of one.modules) {
        const name = { package: one.identifier, namespace: definition.namespace ?? "", name: definition.name };
        this.#definitions.set(key(name), definition);
        if (!this.#types.has(key(name))) this.#types.set(key(name), definition.type ?? { ...name, base: Module });
      }
    }
  }

  /** The package of an identifier, old or new. */
  package(identifier: string): Package | undefined {
    return this.#packages.get(identifier) ?? this.#packages.get(currentIdentifier(identifier));
  }

  /** The definition of a module's full name. */
  definition(name: TypeName): AnyDefinition | undefined {
    return this.#definitions.get(this.#currentKey(name));
  }

  /** The type of a full name; a name without package is one of the basic package. */
  type(name: TypeName): PortType | undefined {
    return this.#types.get(this.#currentKey(name));
  }

  #currentKey({ package: identifier, namespace, name }: TypeName): string {
    return key({ package: this.package(identifier || BASIC)?.identifier ?? identifier, namespace, name });
  }
}

/** VisTrails renamed all its packages at once: `edu.utah.sci.vistrails.X` is `org.vistrails.vistrails.X`. */
export function currentIdentifier(identifier: string): string {
  const old = "edu.utah.sci.vistrails.";
  return identifier.startsWith(old) ? `org.vistrails.vistrails.${identifier.slice(old.length)}` : identifier;
}

function key({ package: identifier, namespace, name }: TypeName): string {
  return `${identifier}\n${namespace}\n${name}`;
}
