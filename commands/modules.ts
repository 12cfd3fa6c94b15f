/** `vt modules`: the catalogue of modules that workflows can use without writing them. */
import { packages } from "../modules/mod.ts";
import type { AnyDefinition } from "../runtime/authoring/module.ts";
import type { Package } from "../runtime/authoring/package.ts";
import { InputError, UsageError } from "../runtime/errors.ts";
import { nearest } from "../runtime/nearest.ts";
import { type Command, defineCommand, JSON_OPTION } from "./line/command.ts";
import { paintFor, print, printLine } from "./line/terminal.ts";
import { catalogueText, fullName, moduleData, moduleText } from "./modules/text.ts";

/** Lists modules. */
export const command: Command = defineCommand({
  name: "modules",
  summary: "Lists the modules that come with vt, and their ports",
  usage: "[NAME|PACKAGE] [--all] [--json]",
  options: {
    all: { type: "boolean", doc: "hidden and abstract modules too" },
    json: JSON_OPTION,
  },
  examples: [
    ["vt modules", "every package with its modules"],
    ["vt modules control_flow", "the modules of one package"],
    ["vt modules Map", "one module: its ports, their types and defaults"],
  ],
  run({ operands: [name, ...more], options: { all, json } }): Promise<number> {
    if (more.length > 0) {
      throw new UsageError(`Cannot show more than one module or package: ${[name, ...more].join(" ")}`);
    }
    const { found, single } = chooseModules(packages, { name, all });
    const paint = paintFor(Deno.stdout);
    for (const { of, modules } of found) {
      if (json) modules.forEach((module) => printLine(JSON.stringify(moduleData(of, module))));
      else if (single) modules.forEach((module) => print(moduleText(of, module, paint)));
      else print(catalogueText(of, modules, paint));
    }
    return Promise.resolve(0);
  },
});

/** Modules of one package. */
export interface Chosen {
  readonly of: Package;
  readonly modules: readonly AnyDefinition[];
}

/** Finds what a name means: a package by identifier or name, or modules by name in whichever package. */
function chooseModules(
  from: readonly Package[],
  { name, all }: { name?: string; all: boolean },
): { readonly found: readonly Chosen[]; readonly single: boolean } {
  const shown = from.map((of) => ({ of, modules: of.modules.filter((m) => all || !(m.hidden || m.abstract)) }));
  if (name === undefined) return { found: shown, single: false };
  const wanted = name.toLowerCase();
  const ofPackage = shown.filter(({ of }) => namesOf(of).includes(wanted));
  if (ofPackage.length > 0) return { found: ofPackage, single: false };
  const isNamed = (module: AnyDefinition) => [module.name, fullName(module)].some((n) => n.toLowerCase() === wanted);
  const found = from.map((of) => ({ of, modules: of.modules.filter(isNamed) })).filter((c) => c.modules.length > 0);
  if (found.length > 0) return { found, single: true };
  const near = nearest(name, from.flatMap((of) => [namesOf(of)[1], ...of.modules.map((module) => module.name)]));
  throw new InputError(
    `Cannot find module or package ${name}: ${near === undefined ? "vt modules lists them" : `did you mean ${near}?`}`,
  );
}

/** Its identifier, the identifier's last part, and its name. */
function namesOf({ identifier, name }: Package): readonly string[] {
  return [identifier, identifier.slice(identifier.lastIndexOf(".") + 1), name].map((each) => each.toLowerCase());
}
