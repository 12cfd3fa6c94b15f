/** Results by signature: a module that is the same, on inputs that are the same, is not run again. */
import { createHash } from "node:crypto";
import type { Iterations } from "../record/execution_event.ts";
import { placeOf } from "../authoring/definition_table.ts";
import { packageOf } from "../authoring/package.ts";
import type { PipelineModule } from "../pipeline/pipeline.ts";
import type { Plan } from "../plan/plan.ts";
import type { OutputValues } from "./module_run.ts";
import { valueText } from "./value_text.ts";

/** What is kept of a module's run. */
export interface KnownResult {
  readonly outputs: OutputValues;
  readonly iterations?: Iterations;
}

/** Results by signature. */
export interface ResultCache {
  get(signature: string): KnownResult | undefined;
  set(signature: string, result: KnownResult): void;
}

/** The signatures of a plan's modules, each computed when it is first asked for. */
export class Signatures {
  readonly #known: (string | undefined)[];

  constructor(readonly plan: Plan) {
    this.#known = new Array(plan.definitions.length);
    for (const index of plan.order) this.#known[index] = signatureOf(plan, index, this.#known);
  }

  /** SHA-256 in hex; undefined for a module whose results must not be reused. */
  of(index: number): string | undefined {
    return this.#known[index];
  }
}

/** Of one module by the signatures of its upstream: what it is, what is written on it, what feeds it. */
function signatureOf(plan: Plan, index: number, known: readonly (string | undefined)[]): string | undefined {
  const module = plan.pipeline.modules[index];
  if (!module.cache) return undefined;
  const own = identityOf(plan, index, module);
  if (own === undefined) return undefined;
  const parts = [own];
  for (const { port, value } of plan.functions[index]) {
    const text = valueText(value);
    if (text === undefined) return undefined;
    parts.push(`${port}=${text}`);
  }
  const { start, source, sourcePort, port } = plan.connectors;
  for (let k = start[index]; k < start[index + 1]; k++) {
    const upstream = known[source[k]];
    if (upstream === undefined) return undefined;
    parts.push(`${port[k]}<${sourcePort[k]}<${upstream}`);
  }
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}

function identityOf(plan: Plan, index: number, module: PipelineModule): string | undefined {
  const how = module.controlParameters.size === 0 ? "" : JSON.stringify([...module.controlParameters]);
  const own = module.portSpecs.length === 0 ? "" : JSON.stringify(module.portSpecs);
  const inner = plan.inner.get(index);
  if (inner !== undefined) {
    const content = inner.order.map((i) => i);
    const known: (string | undefined)[] = [];
    const parts: string[] = [];
    for (const i of content) {
      known[i] = signatureOf(inner, i, known);
      if (known[i] === undefined) return undefined;
      parts.push(known[i]);
    }
    return `group\n${how}\n${parts.join("\n")}`;
  }
  const definition = plan.definitions[index];
  if (definition === undefined || definition.cacheable === false) return undefined;
  const from = packageOf(definition);
  const where = from === undefined ? placeOf(definition)?.url : `${from.identifier} ${from.version}`;
  return `${where}\n${definition.namespace ?? ""}\n${definition.name}\n${how}\n${own}`;
}
