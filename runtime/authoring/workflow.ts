/** What authors write: a workflow, and the groups of modules that it uses. */
import { InputError, type Problem, ScriptError } from "../errors.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { readPoolSizes } from "./compute_policy.ts";
import { whileClosed } from "./definition_table.ts";
import type { AnyDefinition } from "./module.ts";
import { type Port, port, type Ports } from "./port.ts";
import type { PortType } from "./port_type.ts";
import { placeOfError, placeText, scriptError } from "./script_place.ts";
import type {
  GroupInputs,
  GroupOutputs,
  KnownPorts,
  Loops,
  Merged,
  Ref,
  RefOf,
  Refs,
  Wires,
  Wiring,
} from "./wiring.ts";
import { GroupDefinition, type ModuleOptions, PipelineBuilder } from "./workflow_builder.ts";
import { type BuildSettings, Settings } from "./workflow_settings.ts";

/** Anything that `add` takes: what `defineModule` and `group` return. */
export interface Definition<I extends Ports, O extends Ports> {
  /** Its name among those of its file or package. */
  readonly name: string;
  /** What it takes. */
  readonly inputs: I;
  /** What it gives. */
  readonly outputs: O;
}

/** What the function of a group may do. */
export interface GroupBuilder {
  /**
   * Adds a module. Each input port takes a value, an output of another module, or several by `merge`. Where an output
   * is a list and the port takes its elements, the module loops over them: its own outputs are lists then.
   */
  add<I extends Ports, O extends Ports, const W extends Wiring<I>>(
    definition: Definition<I, O>,
    inputs: W & KnownPorts<I, W>,
    options?: ModuleOptions<keyof I & string, keyof O & string>,
  ): Refs<O, Loops<I, W>>;
  /** Several outputs, or lists of them, for one port. A module reads the first alone, unless its port takes all. */
  merge<const W extends readonly (Wires | readonly Wires[])[]>(...outputs: W): Merged<W[number]>;
}

/** What the function of a workflow may do. */
export interface WorkflowBuilder extends GroupBuilder {
  /** A port of the workflow itself. Without `value` it has to be set: `--set name=…`. */
  input<T, Is>(name: string, type: PortType<T, Is>, value?: NoInfer<T>): RefOf<Port<T, Is, 0>>;
  /** Names a result of the workflow. */
  output(name: string, result: Ref): void;
  /** A plain value for building, such as how many modules to add; `--set name=…` sets it. */
  parameter<T>(name: string, type: PortType<T>, value: NoInfer<T>): T;
}

/** Something of a workflow that `--set` sets. */
export interface Setting {
  /** As in `--set name=…`. */
  readonly name: string;
  /** Its `constant` reads the text. */
  readonly type: PortType;
  /** What it is when nothing is set; an input without one is mandatory. */
  readonly default?: unknown;
}

/** What holds for a workflow as a whole. */
export interface WorkflowOptions {
  /**
   * How many slots its pools have: `{ gpu: 2 }` lets two modules with the option `pool: "gpu"` compute at a time. `cpus`
   * and `memory` say what its modules may take of the machine. `--pool NAME=N` counts before this.
   */
  readonly pools?: Readonly<Record<string, number>>;
}

/** A workflow with its inputs and parameters set. */
export interface BuiltWorkflow {
  /** @internal What is to run. */
  readonly pipeline: Pipeline;
  /** In the order in which the function asked for them. */
  readonly inputs: readonly Setting[];
  /** In the order in which the function asked for them. */
  readonly parameters: readonly Setting[];
  /** By name, the ids of the OutputPorts that hold the results. */
  readonly outputs: ReadonlyMap<string, number>;
  /** By name, how many slots its pools have. */
  readonly pools: ReadonlyMap<string, number>;
  /** @internal The mandatory inputs that have no value. */
  readonly problems: readonly Problem[];
}

/** What `workflow()` returns and a script exports. */
export class Workflow {
  readonly #define: (builder: WorkflowBuilder) => void;
  readonly #pools: ReadonlyMap<string, number>;

  /** Use {@linkcode workflow}. */
  constructor(readonly name: string, define: (builder: WorkflowBuilder) => void, { pools = {} }: WorkflowOptions = {}) {
    this.#define = define;
    this.#pools = poolSizes(name, pools);
  }

  /** Runs the script's function. Throws a ScriptError where it is wrong, an InputError where a setting is. */
  build(settings: BuildSettings = {}): BuiltWorkflow {
    const building = new WorkflowBuilding(this.name, settings);
    const run = (): unknown => whileClosed(this.name, () => this.#define(building.face()));
    const returned = explained(building.builder.name, run);
    if (returned instanceof Promise) {
      returned.catch(() => {});
      throw new ScriptError(
        `Cannot build workflow "${this.name}": its function is async; await at the top of the file`,
      );
    }
    return { ...building.finish(), pools: this.#pools };
  }
}

/** What grows while a workflow's function runs. */
class WorkflowBuilding {
  readonly builder: PipelineBuilder;
  readonly #settings: Settings;
  readonly #inputs: Setting[] = [];
  readonly #parameters: Setting[] = [];
  readonly #outputs = new Map<string, number>();
  readonly #problems: Problem[] = [];

  constructor(name: string, settings: BuildSettings) {
    this.builder = new PipelineBuilder(`workflow "${name}"`);
    this.#settings = new Settings(name, settings.set ?? new Map());
  }

  face(): WorkflowBuilder {
    return {
      ...groupFace(this.builder),
      input: (name: string, type: PortType, value?: unknown) => this.#input(name, type, value),
      output: (name: string, result: unknown) => this.#output(name, result),
      parameter: (name: string, type: PortType, value: unknown) => this.#parameter(name, type, value),
    } as unknown as WorkflowBuilder;
  }

  finish(): Omit<BuiltWorkflow, "pools"> {
    const pipeline = this.builder.finish();
    this.#settings.checkNames();
    return {
      pipeline,
      inputs: this.#inputs,
      parameters: this.#parameters,
      outputs: this.#outputs,
      problems: this.#problems,
    };
  }

  #input(name: string, type: PortType, value: unknown): object {
    const defaults = value === undefined ? [] : [value];
    const set = this.#settings.valuesOf(name, type);
    const output = this.builder.addInput(name, port(type), set.length > 0 ? set : defaults);
    this.#inputs.push(value === undefined ? { name, type } : { name, type, default: value });
    if (value === undefined && set.length === 0) {
      const message = `Missing value of input ${name}: set it by --set ${name}=VALUE`;
      this.#problems.push({ module: String(output.module), name: "InputPort", message, severity: "error" });
    }
    return output;
  }

  #output(name: string, result: unknown): void {
    if (this.#outputs.has(name)) throw scriptError(`Cannot name two outputs ${name}`);
    this.#outputs.set(name, this.builder.addOutput(name, result));
  }

  #parameter(name: string, type: PortType, value: unknown): unknown {
    this.builder.mustBeOpen(`parameter ${name}`);
    this.#parameters.push({ name, type, default: value });
    const [set = value] = this.#settings.valuesOf(name, type);
    return set;
  }
}

/**
 * Declares a workflow: export it as the default of a script. The function adds modules and wires them; it runs when
 * the workflow is built, so that a script can be imported for its modules alone.
 *
 * @example
 * ```ts
 * import { defineModule, port, types as t, workflow } from "vt";
 * const Half = defineModule({
 *   name: "Half",
 *   inputs: { value: port(t.Float) },
 *   outputs: { value: port(t.Float) },
 *   compute: ({ value }) => ({ value: value / 2 }),
 * });
 * const quarter = workflow("quarter", ({ add, input, output }) => {
 *   const half = add(Half, { value: input("x", t.Float, 1) });
 *   output("quarter", add(Half, { value: half.value }).value);
 * });
 * if (quarter.build().pipeline.modules.length !== 4) throw new Error("an input, two halves, an output");
 * ```
 */
export function workflow(
  name: string,
  define: (builder: WorkflowBuilder) => void,
  options: WorkflowOptions = {},
): Workflow {
  return new Workflow(name, define, options);
}

function poolSizes(name: string, pools: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  try {
    return readPoolSizes(Object.entries(pools));
  } catch (error) {
    throw error instanceof InputError ? scriptError(`Cannot declare workflow "${name}": ${error.message}`) : error;
  }
}

/**
 * Puts modules together under ports of their own. What comes back is added like any module, as often as wanted, also
 * inside other groups.
 *
 * @example
 * ```ts
 * import { defineModule, group, port, types as t, workflow } from "vt";
 * const Twice = defineModule({
 *   name: "Twice",
 *   inputs: { value: port(t.Float) },
 *   outputs: { value: port(t.Float) },
 *   compute: ({ value }) => ({ value: value * 2 }),
 * });
 * const FourTimes = group(
 *   "FourTimes",
 *   { inputs: { value: port(t.Float) }, outputs: { value: port(t.Float) } },
 *   ({ value }, { add }) => ({ value: add(Twice, { value: add(Twice, { value }).value }).value }),
 * );
 * const built = workflow("eight", ({ add, output }) => {
 *   output("eight", add(FourTimes, { value: 2 }).value);
 * }).build();
 * if (built.pipeline.modules[0].workflow?.modules.length !== 4) throw new Error("two modules between two ports");
 * ```
 */
export function group<const I extends Ports, const O extends Ports>(
  name: string,
  ports: { readonly inputs: I; readonly outputs: O },
  define: (inputs: GroupInputs<I>, builder: GroupBuilder) => GroupOutputs<O>,
): Definition<I, O> {
  let content: Pipeline | undefined;
  let building = false;
  return new GroupDefinition(name, ports.inputs, ports.outputs, () => {
    if (building) throw scriptError(`Cannot build group "${name}": it contains itself`);
    building = true;
    try {
      return content ??= buildGroup(name, ports, define as GroupFunction);
    } finally {
      building = false;
    }
  });
}

type GroupFunction = (inputs: Record<string, object>, builder: GroupBuilder) => Record<string, unknown>;

function buildGroup(name: string, ports: { inputs: Ports; outputs: Ports }, define: GroupFunction): Pipeline {
  const builder = new PipelineBuilder(`group "${name}"`);
  const inputs: Record<string, object> = {};
  for (const [input, one] of Object.entries(ports.inputs)) {
    inputs[input] = builder.addInput(input, one, one.default === undefined ? [] : [one.default]);
  }
  const results = explained(builder.name, () => define(inputs, groupFace(builder)));
  for (const [output, { optional }] of Object.entries(ports.outputs)) {
    if (results?.[output] !== undefined) builder.addOutput(output, results[output]);
    else if (!optional) {
      throw new ScriptError(`Cannot build group "${name}": it gives nothing for its output ${output}`);
    }
  }
  return builder.finish();
}

function groupFace(builder: PipelineBuilder): GroupBuilder {
  return {
    add: (definition: AnyDefinition, inputs: object, options?: ModuleOptions) =>
      builder.add(definition, inputs, options),
    merge: (...outputs: unknown[]) => builder.merge(outputs),
  } as unknown as GroupBuilder;
}

/** What the author's function throws by mistake, as an error that says where. */
function explained<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof InputError) throw error;
    const place = placeOfError(error);
    const where = place ? ` (${placeText(place)})` : "";
    throw new ScriptError(`Cannot build ${what}: ${String(error)}${where}`, { cause: error });
  }
}
