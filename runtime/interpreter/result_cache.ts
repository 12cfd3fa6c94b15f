/** Results by signature: a module that is the same, on inputs that are the same, is not run again. */
import { hash } from "node:crypto";
import type { AnyDefinition } from "../authoring/module.ts";
import { packageOf } from "../authoring/package.ts";
import { definitionHash, type DefinitionOptions } from "../definition/definition_hash.ts";
import type { PipelineModule } from "../pipeline/pipeline.ts";
import type { Plan } from "../plan/plan.ts";
import type { ModuleComponents } from "../record/components.ts";
import type { Iterations } from "../record/execution_event.ts";
import { contentState } from "../store/file_state.ts";
import { VERSION } from "../version.ts";
import { componentsIn } from "./components_in.ts";
import type { OutputValues } from "./module_run.ts";
import { pathsIn, valueText } from "./value_text.ts";

/** What is kept of a module's run. */
export interface KnownResult {
  readonly outputs: OutputValues;
  readonly iterations?: Iterations;
  /** Milliseconds that it took, where somebody measured them. */
  readonly duration?: number;
  /** Id of the execution that computed it, where somebody said so. */
  readonly from?: string;
}

/** Results by signature. */
export interface ResultCache {
  get(signature: string): KnownResult | undefined;
  set(signature: string, result: KnownResult): void;
  /** Whether there may be results of earlier programs of which values stayed elsewhere. */
  readonly holdsRemotes?: boolean;
}

/** What signatures need that takes a while to find, for a plan with all its groups. */
export interface Found {
  readonly definitions: ReadonlyMap<AnyDefinition, string>;
  readonly stateOf: (path: string) => string | undefined;
}

/** The signatures of a plan's modules. */
export class Signatures {
  readonly #plan: Plan;
  readonly #found: Found;
  readonly #known: Known;

  /** Use {@linkcode signaturesOf}. */
  constructor(plan: Plan, found: Found) {
    this.#plan = plan;
    this.#found = found;
    this.#known = signaturesIn(plan, found);
  }

  /** SHA-256 in hex; undefined for a module whose results must not be reused. */
  of(index: number): string | undefined {
    return this.#known.isSure[index] === 1 ? this.#known.signatures[index] : undefined;
  }

  /**
   * The signature that holds when all that is not cacheable, of the module and what feeds it, says while it computes
   * that it is. Undefined where nothing that a module says makes results reusable.
   */
  ifCacheable(index: number): string | undefined {
    return this.#known.signatures[index];
  }

  /** The same as `of`, but undefined for a module that runs in every run, and for a group with such a module inside. */
  reusable(index: number): string | undefined {
    return this.runsAlways(index) ? undefined : this.of(index);
  }

  /** Whether the module runs in every run, although what depends on it is reused. */
  runsAlways(index: number): boolean {
    return runsAlways(this.#plan, index);
  }

  /** Under which there may be results: those of all modules that have one, and those that may hold. */
  *all(): Generator<string> {
    for (const signature of this.#known.signatures) if (signature !== undefined) yield signature;
  }

  /** What the modules are made of, upstream first, those inside a group before it; found anew each time. */
  components(): Generator<ModuleComponents> {
    return componentsIn(this.#plan, this.#found);
  }
}

/** Finds what the modules of a plan are, in their scripts and in the files that are written on their ports. */
export async function signaturesOf(plan: Plan, options: DefinitionOptions = {}): Promise<Signatures> {
  const definitions = new Set<AnyDefinition>();
  const paths = new Set<string>();
  collect(plan, definitions, paths);
  const found = new Map<AnyDefinition, string>();
  for (const definition of definitions) found.set(definition, await textOf(definition, options));
  const states = new Map<string, string | undefined>();
  for (const path of paths) states.set(path, await contentState(path));
  return new Signatures(plan, { definitions: found, stateOf: (path) => states.get(path) });
}

function collect(plan: Plan, definitions: Set<AnyDefinition>, paths: Set<string>): void {
  for (const definition of plan.definitions) if (definition !== undefined) definitions.add(definition);
  for (const functions of plan.functions) {
    for (const { value } of functions) for (const path of pathsIn(value)) paths.add(path);
  }
  for (const inner of plan.inner.values()) collect(inner, definitions, paths);
}

async function textOf(definition: AnyDefinition, options: DefinitionOptions): Promise<string> {
  const from = packageOf(definition);
  const what = from === undefined
    ? `definition ${await definitionHash(definition, options)}`
    : `package ${JSON.stringify(from.identifier)} ${from.version} vt ${VERSION}`;
  return `${what}\n${JSON.stringify([definition.namespace ?? "", definition.name])}`;
}

/** By module index. */
interface Known {
  readonly signatures: readonly (string | undefined)[];
  /** 1 where the signature holds whatever modules say while they compute. */
  readonly isSure: Uint8Array;
}

function signaturesIn(plan: Plan, found: Found): Known {
  const known = new Array<string | undefined>(plan.definitions.length).fill(undefined);
  const isSure = new Uint8Array(known.length);
  const quoted = new Map<string, string>();
  const quote = (name: string): string => {
    let text = quoted.get(name);
    if (text === undefined) quoted.set(name, text = JSON.stringify(name));
    return text;
  };
  const { start, source, sourcePort, port } = plan.connectors;
  for (const index of plan.order) {
    const identity = plan.pipeline.modules[index].cache ? identityOf(plan, index, found) : undefined;
    let text = identity?.text;
    let sure = identity?.isSure === true;
    for (const { port, value } of plan.functions[index]) {
      if (text === undefined) break;
      const written = valueText(value, found.stateOf);
      text = written === undefined ? undefined : `${text}\n${quote(port)}=${written}`;
    }
    for (let k = start[index]; k < start[index + 1] && text !== undefined; k++) {
      const upstream = known[source[k]];
      sure &&= isSure[source[k]] === 1;
      text = upstream === undefined ? undefined : `${text}\n${quote(port[k])}<${quote(sourcePort[k])}<${upstream}`;
    }
    if (text === undefined) continue;
    known[index] = hash("sha256", text, "hex");
    if (sure) isSure[index] = 1;
  }
  return { signatures: known, isSure };
}

interface Identity {
  readonly text: string;
  /** False where the module, or one inside it, must say that its results may be reused. */
  readonly isSure: boolean;
}

/** What a module is by itself, and how it is run; undefined where its results must not be reused. */
function identityOf(plan: Plan, index: number, { definitions, stateOf }: Found): Identity | undefined {
  const module = plan.pipeline.modules[index];
  const inner = plan.inner.get(index);
  if (inner !== undefined) {
    const { signatures, isSure } = signaturesIn(inner, { definitions, stateOf });
    const inside = Array.from(inner.order, (i) => signatures[i]);
    if (inside.includes(undefined)) return undefined;
    return { text: `group${howText(module)}\n${inside.join("\n")}`, isSure: !isSure.includes(0) };
  }
  const definition = plan.definitions[index];
  if (definition === undefined) return undefined;
  const outside = plan.outside?.[index];
  const looked = outside === undefined ? "" : `\n${JSON.stringify(outside)}`;
  return { text: definitions.get(definition)! + howText(module) + looked, isSure: definition.cacheable !== false };
}

function runsAlways(plan: Plan, index: number): boolean {
  const inner = plan.inner.get(index);
  if (inner === undefined) return plan.definitions[index]?.everyRun ?? false;
  return inner.definitions.some((_definition, i) => runsAlways(inner, i));
}

function howText({ controlParameters, portSpecs }: PipelineModule): string {
  if (controlParameters.size === 0 && portSpecs.length === 0) return "";
  return `\n${JSON.stringify([[...controlParameters], portSpecs])}`;
}
