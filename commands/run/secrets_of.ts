/** The secrets that hold for a command, by the store that it was given. */
import { secretNamesIn } from "../../runtime/authoring/secret_reference.ts";
import type { Problem } from "../../runtime/errors.ts";
import type { Plan } from "../../runtime/plan/plan.ts";
import { openSecrets, type Secrets } from "../../runtime/secrets/secrets.ts";
import { storePlace } from "../../runtime/store/store_path.ts";

/** `named` is the value of `--store`; the store need not be there. */
export function secretsOf(named: string | undefined): Secrets {
  return openSecrets(storePlace(named).directory);
}

/** An error for each secret that a module asks for and that is not set. Nothing is read where none asks. */
export function secretProblems(plan: Plan, named: string | undefined): readonly Problem[] {
  let secrets: Secrets | undefined;
  const problems: Problem[] = [];
  for (const { module, name, secret } of wanted(plan, "")) {
    secrets ??= secretsOf(named);
    if (secrets.valueOf(secret) !== undefined) continue;
    const message = `Secret ${secret} is not set: vt secrets set ${secret} sets it`;
    problems.push({ module, name, message, severity: "error" });
  }
  return problems;
}

function* wanted(plan: Plan, within: string): Generator<Pick<Problem, "module" | "name"> & { secret: string }> {
  for (const [index, { id, name }] of plan.pipeline.modules.entries()) {
    const module = `${within}${id}`;
    const { secrets = [] } = plan.definitions[index] ?? {};
    const written = secrets === "named" ? secretNamesIn(plan.functions[index].map(({ value }) => value)) : secrets;
    for (const secret of written) yield { module, name, secret };
    const inner = plan.inner.get(index);
    if (inner !== undefined) yield* wanted(inner, `${module},`);
  }
}
