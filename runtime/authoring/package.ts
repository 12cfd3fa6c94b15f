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
}

const packages = new WeakMap<AnyDefinition, Package>();

/** Declares a package. Its modules are known by it from then on, in scripts too. */
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
