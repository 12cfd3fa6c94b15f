/** A package: modules that are found in files by the package's identifier and their names. */
import type { AnyDefinition } from "./module.ts";
import type { PortType } from "./port_type.ts";

/** Modules that go together, under one identifier and version. */
export interface Package {
  /** `org.vistrails.vistrails.basic` */
  readonly identifier: string;
  /** As people call it. */
  readonly name: string;
  /** Version of the package, which VisTrails keeps with each module. */
  readonly version: string;
  /** Identifiers under which files may know it too. `edu.utah.sci.vistrails.X` is understood without being listed. */
  readonly oldIdentifiers?: readonly string[];
  /** Its modules, as `defineModule` gave them. */
  readonly modules: readonly AnyDefinition[];
  /** Types that its ports name and that are no module's. */
  readonly types?: readonly PortType[];
  /** How modules of its older versions become those of this one; of several for a module the first that fits counts. */
  readonly upgrades?: readonly ModuleRemap[];
}

/** How a module of older versions of a package becomes one of a later version: VisTrails' `UpgradeModuleRemap`. */
export interface ModuleRemap {
  /** Its name then, behind its namespace: `read|csv|CSVFile`. */
  readonly module: string;
  /** First version of the package that it is for; the oldest if nothing is said. */
  readonly start?: string;
  /** First version that it is no longer for; open if nothing is said. A module without version is older than all. */
  readonly end?: string;
  /** Version of the package that the result belongs to, where it is not the current one: further remaps follow. */
  readonly outputVersion?: string;
  /** Identifier of the package that has the new module, where it is another. */
  readonly newPackage?: string;
  /** The new module's name, written as `module` is; the same name if nothing is said. */
  readonly newModule?: string;
  /** It is only for modules on which this input port is used and no other. */
  readonly onlyInput?: string;
  /** Input ports by their old names; null: what is connected or written is dropped. */
  readonly inputs?: Readonly<Record<string, PortRemap | string | null>>;
  /** Output ports, alike. */
  readonly outputs?: Readonly<Record<string, string | null>>;
  /** Texts to be written on ports, beside what is written on the module. */
  readonly added?: Readonly<Record<string, string>>;
}

/** An input port that takes something else than it did. */
export interface PortRemap {
  /** Its name now. */
  readonly port: string;
  /** A module of the basic package, and its ports, through which connections are led. */
  readonly through?: { readonly module: string; readonly input: string; readonly output: string };
  /** What stands for a written text now; an alias of it is gone. */
  readonly text?: (text: string) => string;
}

const packages = new WeakMap<AnyDefinition, Package>();

/**
 * Declares a package. Its modules are known by it from then on, in scripts too.
 *
 * @example
 * ```ts
 * import { defineModule, definePackage, port, types as t } from "vt";
 * const Half = defineModule({
 *   name: "Half",
 *   inputs: { value: port(t.Float) },
 *   outputs: { value: port(t.Float) },
 *   compute: ({ value }) => ({ value: value / 2 }),
 * });
 * const halves = definePackage({
 *   identifier: "org.example.halves",
 *   name: "Halves",
 *   version: "1.1.0",
 *   modules: [Half],
 *   upgrades: [{ module: "Halve", end: "1.1.0", newModule: "Half" }],
 * });
 * if (halves.modules[0] !== Half) throw new Error("a package has the modules themselves");
 * ```
 */
export function definePackage(
  definition: Omit<Package, "modules"> & { readonly modules: readonly object[] },
): Package {
  const made = definition as Package;
  for (const module of made.modules) packages.set(module, made);
  return made;
}

/** The package that a module was declared in; undefined for a module of a script. */
export function packageOf(definition: AnyDefinition): Package | undefined {
  return packages.get(definition);
}
