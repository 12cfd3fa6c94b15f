/** The secrets of modules: which one may ask for which, and which go with what is sent elsewhere. */
import type { AnyDefinition } from "../authoring/module.ts";
import { secretNamesIn } from "../authoring/secret_reference.ts";
import { ModuleError } from "../errors.ts";
import type { Plan } from "../plan/plan.ts";

/** Gives the value of a secret; undefined where it is not set. */
export type SecretOf = (name: string) => string | undefined;

/** The value of a secret that a module asks for. Throws where it must not, and where it is not set. */
export function secretFor(definition: AnyDefinition | undefined, name: string, secretOf: SecretOf): string {
  const { secrets = [], name: module = "" } = definition ?? {};
  if (secrets !== "named" && !secrets.includes(name)) {
    throw new ModuleError(`Cannot use secret ${name}: module ${module} does not name it in its secrets`);
  }
  const value = secretOf(name);
  if (value === undefined) {
    throw new ModuleError(`Cannot use secret ${name}: it is not set, vt secrets set ${name} sets it`);
  }
  return value;
}

/** The secrets that go with a module that computes elsewhere; undefined where there are none. */
export function secretsWith(
  { secrets }: AnyDefinition,
  inputs: unknown,
  secretOf: SecretOf,
): Readonly<Record<string, string>> | undefined {
  return secrets === undefined ? undefined : valuesOf(secrets === "named" ? secretNamesIn(inputs) : secrets, secretOf);
}

/** The secrets that go with modules of a plan and all inside them; undefined where there are none. */
export function secretsWithModules(
  plan: Plan,
  indexes: Iterable<number>,
  { feeds, secretOf }: { readonly feeds: unknown; readonly secretOf: SecretOf },
): Readonly<Record<string, string>> | undefined {
  const names = new Set<string>();
  collect(plan, indexes, { feeds, names });
  return valuesOf(names, secretOf);
}

function collect(
  plan: Plan,
  indexes: Iterable<number>,
  { feeds, names }: { readonly feeds: unknown; readonly names: Set<string> },
): void {
  for (const index of indexes) {
    const secrets = plan.definitions[index]?.secrets ?? [];
    const written = secrets === "named"
      ? secretNamesIn([feeds, plan.functions[index].map(({ value }) => value)])
      : secrets;
    for (const name of written) names.add(name);
    const inner = plan.inner.get(index);
    if (inner !== undefined) collect(inner, inner.definitions.keys(), { feeds, names });
  }
}

function valuesOf(names: Iterable<string>, secretOf: SecretOf): Readonly<Record<string, string>> | undefined {
  const values: [string, string][] = [];
  for (const name of names) {
    const value = secretOf(name);
    if (value !== undefined) values.push([name, value]);
  }
  return values.length === 0 ? undefined : Object.fromEntries(values);
}
