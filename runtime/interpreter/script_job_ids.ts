/** The identities of jobs of a script: what the module is, what is written on it, and the identities of its upstream. */
import { createHash } from "node:crypto";
import type { AnyDefinition } from "../authoring/module.ts";
import { packageOf } from "../authoring/package.ts";
import { definitionHash, type DefinitionOptions } from "../definition/definition_hash.ts";
import type { Plan } from "../plan/plan.ts";
import { contentState } from "../store/file_state.ts";
import type { JobIds } from "./job_ids.ts";
import { pathsIn, valueText } from "./value_text.ts";

/** What identities need that takes a while to find. */
interface Found {
  readonly definitions: ReadonlyMap<AnyDefinition, string>;
  /** By path: what lies there. */
  readonly files: ReadonlyMap<string, string | undefined>;
}

/** See the head of the file. Formatting and comments of the script, and its workflow function, are no part of them. */
export class ScriptJobIds implements JobIds {
  readonly #plan: Plan;
  readonly #found: Found;
  readonly #group: string;
  #ids: readonly string[] | undefined;

  private constructor(plan: Plan, found: Found, group: string) {
    this.#plan = plan;
    this.#found = found;
    this.#group = group;
  }

  /** Reads the definitions and files of the plan; identities are computed when the first is asked for. */
  static async ofPlan(plan: Plan, options: DefinitionOptions): Promise<ScriptJobIds> {
    const definitions = new Map<AnyDefinition, string>();
    const files = new Map<string, string | undefined>();
    for (const part of withContents(plan)) {
      for (const definition of part.definitions) {
        if (definition !== undefined && !definitions.has(definition)) {
          definitions.set(definition, await textOf(definition, options));
        }
      }
      for (const { value } of part.functions.flat()) {
        for (const path of pathsIn(value)) files.set(path, await contentState(path));
      }
    }
    return new ScriptJobIds(plan, { definitions, files }, "");
  }

  of(index: number): string {
    return (this.#ids ??= this.#computed())[index];
  }

  inside(index: number, group: string): ScriptJobIds {
    return new ScriptJobIds(this.#plan.inner.get(index)!, this.#found, group);
  }

  ofIteration(loop: string, ports: readonly string[], iteration: number): string {
    return digest([loop, ports.join(" "), String(iteration)]);
  }

  #computed(): readonly string[] {
    const ids = new Array<string>(this.#plan.definitions.length).fill("");
    for (const index of this.#plan.order) ids[index] = this.#idOf(index, ids);
    return ids;
  }

  #idOf(index: number, ids: readonly string[]): string {
    const { functions, connectors, pipeline } = this.#plan;
    const { controlParameters, portSpecs } = pipeline.modules[index];
    const parts = [this.#group, this.#kindOf(index), JSON.stringify([...controlParameters]), JSON.stringify(portSpecs)];
    for (const { port, value } of functions[index]) {
      parts.push(`${port}=${valueText(value, (path) => this.#found.files.get(path)) ?? typeof value}`);
    }
    const outside = this.#plan.outside?.[index];
    if (outside !== undefined) parts.push(`outside ${JSON.stringify(outside)}`);
    const { start, source, sourcePort, port } = connectors;
    for (let k = start[index]; k < start[index + 1]; k++) parts.push(`${port[k]}<${sourcePort[k]}<${ids[source[k]]}`);
    return digest(parts);
  }

  #kindOf(index: number): string {
    const inner = this.#plan.inner.get(index);
    if (inner === undefined) return this.#found.definitions.get(this.#plan.definitions[index]!)!;
    const content = new ScriptJobIds(inner, this.#found, "content");
    return `group ${Array.from(inner.order, (i) => content.of(i)).join(" ")}`;
  }
}

function* withContents(plan: Plan): Generator<Plan> {
  yield plan;
  for (const inner of plan.inner.values()) yield* withContents(inner);
}

async function textOf(definition: AnyDefinition, options: DefinitionOptions): Promise<string> {
  const known = packageOf(definition);
  const what = known === undefined ? await definitionHash(definition, options) : `${known.identifier} ${known.version}`;
  return `${what} ${definition.namespace ?? ""} ${definition.name}`;
}

function digest(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 40);
}
