/**
 * Builds a pipeline module by module. Written for a million of them: what modules of one definition have in common is
 * found once, empty lists are shared, and an output becomes an object only when it is asked for.
 */
import { InputError } from "../errors.ts";
import type {
  Connection,
  ModuleFunction,
  Pipeline,
  PipelineModule,
  PortRef,
  PortSpec,
  TypeName,
} from "../pipeline/pipeline.ts";
import { makeFloat } from "../python/numbers.ts";
import { HERE, wrongWithName } from "../target_name.ts";
import { type ComputePolicy, type PolicyOptions, readPolicy } from "./compute_policy.ts";
import { placeOf } from "./definition_table.ts";
import type { AnyDefinition } from "./module.ts";
import { packageOf } from "./package.ts";
import type { Port, Ports } from "./port.ts";
import { BASIC, type PortType } from "./port_type.ts";
import { scriptError } from "./script_place.ts";
import { Float } from "./types.ts";
import { ExtendedDefinition } from "./with_ports.ts";
import { controlParameters, type LoopOptions } from "./workflow_loop.ts";
import { AddedModule, MergedOutputs, Output, shown } from "./workflow_output.ts";

/** A definition whose modules are groups. */
export class GroupDefinition<I extends Ports = Ports, O extends Ports = Ports> {
  constructor(
    readonly name: string,
    readonly inputs: I,
    readonly outputs: O,
    /** The pipeline inside; all modules of this definition share it. */
    readonly content: () => Pipeline,
  ) {}
}

/**
 * What `add` may be told about the module.
 *
 * @example
 * ```ts
 * import { defineModule, port, types as t, workflow } from "vt";
 * const Halve = defineModule({
 *   name: "Halve",
 *   inputs: { value: port(t.Float) },
 *   outputs: { value: port(t.Float), more: port(t.Boolean) },
 *   compute: ({ value }) => ({ value: value / 2, more: value > 2 }),
 * });
 * const built = workflow("halve until it is small", ({ add }) => {
 *   add(Halve, { value: 100 }, { while: { condition: "more", feed: { value: "value" } }, label: "small" });
 * }).build();
 * if (built.pipeline.modules[0].controlParameters.get("while_cond") !== "more") throw new Error("it loops");
 * ```
 */
export interface ModuleOptions<Input extends string = string, Out extends string = string>
  extends LoopOptions<Input, Out>, PolicyOptions {
  /** The module's name for people. */
  label?: string;
  /** False: its results are not reused by later runs. */
  cache?: boolean;
  /** Where it runs: the name of a target, or `here`. What a person sets for the module counts before it. */
  target?: string;
}

/** A connection in 64 bytes; with its two ports as objects it would be 128. Copy it by its fields, not by spreading. */
class LeanConnection implements Connection {
  readonly #from: number;
  readonly #fromPort: string;
  readonly #to: number;
  readonly #toPort: string;

  constructor(readonly id: number, source: PortRef, destination: PortRef) {
    this.#from = source.module;
    this.#fromPort = source.port;
    this.#to = destination.module;
    this.#toPort = destination.port;
  }

  get source(): PortRef {
    return { module: this.#from, port: this.#fromPort };
  }

  get destination(): PortRef {
    return { module: this.#to, port: this.#toPort };
  }
}

/** What the modules of one definition have in common. */
interface Kind extends Pick<PipelineModule, "kind" | "package" | "namespace" | "name" | "version" | "workflow"> {
  readonly definition: AnyDefinition;
  readonly portSpecs: readonly PortSpec[];
  readonly Added: new (id: number) => AddedModule;
}

type Wirable = AnyDefinition | GroupDefinition | ExtendedDefinition;

const NO_FUNCTIONS: readonly ModuleFunction[] = [];
const NO_PARAMETERS: ModuleFunction["parameters"] = [];
const NO_CONTROL: ReadonlyMap<string, string> = new Map();
const NO_SPECS: readonly PortSpec[] = [];
/** Stands for the types of other packages, which need not be there. */
const VARIANT: TypeName = { package: BASIC, namespace: "", name: "Variant" };

/** The pipeline of a workflow or of a group, while its function runs. */
export class PipelineBuilder {
  readonly #modules: PipelineModule[] = [];
  readonly #connections: Connection[] = [];
  readonly #kinds = new Map<Wirable, Kind>();
  #open = true;

  /** `name` says what is built, in errors: `workflow "sum"`. */
  constructor(readonly name: string) {}

  /** Adds a module; what comes back has its outputs by port, and its `self`. */
  add(definition: Wirable, inputs: object, options?: ModuleOptions): object {
    const kind = this.#kinds.get(definition) ?? this.#learn(definition);
    this.mustBeOpen(definition.name);
    const id = this.#modules.length;
    const module: PipelineModule = {
      id,
      kind: kind.kind,
      package: kind.package,
      namespace: kind.namespace,
      name: kind.name,
      version: kind.version,
      definition: kind.definition,
      label: options?.label ?? (kind.workflow ? definition.name : ""),
      cache: options?.cache ?? true,
      functions: this.#wire(id, definition, inputs as Record<string, unknown>),
      controlParameters: options === undefined ? NO_CONTROL : controlParameters(definition, options),
      portSpecs: kind.portSpecs,
    };
    this.#modules.push(kind.workflow ? { ...module, workflow: kind.workflow } : module);
    if (options?.target !== undefined) this.#modules[id] = { ...this.#modules[id], target: checked(options.target) };
    const policy = options && policyFor(definition.name, options);
    if (policy !== undefined) this.#modules[id] = { ...this.#modules[id], policy };
    return new kind.Added(id);
  }

  /** Puts several outputs, and lists of outputs, together for one port. */
  merge(outputs: readonly unknown[]): object {
    const all = outputs.flat().flatMap((one) => one instanceof MergedOutputs ? one.outputs : one);
    return new MergedOutputs(all.map((one) => this.#own(one, "merge outputs")));
  }

  /** Adds an InputPort; `values` holds the value that it gives by itself, if there is one. */
  addInput(name: string, { types, depth }: Port, values: readonly unknown[]): Output {
    this.mustBeOpen(`input ${name}`);
    const functions = [valueOf("name", name), ...values.map((value) => valueOf("Default", exact(value, types)))];
    const known = types.map((type) => type.package === BASIC ? type : VARIANT);
    const pipe: PortSpec = { side: "output", name: "InternalPipe", types: known, depth, optional: true };
    return new Output(this, this.#addPort("InputPort", functions, [pipe]), "InternalPipe");
  }

  /** Adds an OutputPort; returns its id. */
  addOutput(name: string, output: unknown): number {
    this.mustBeOpen(`output ${name}`);
    const id = this.#addPort("OutputPort", [valueOf("name", name)], NO_SPECS);
    this.#connect(this.#own(output, `connect output ${name}`), { module: id, port: "InternalPipe" });
    return id;
  }

  /** Ends the building: what is added later is refused. */
  finish(): Pipeline {
    this.#open = false;
    return { modules: this.#modules, connections: this.#connections };
  }

  /** Refuses to add `what` once the building has ended. */
  mustBeOpen(what: string): void {
    if (!this.#open) throw scriptError(`Cannot add ${what} to ${this.name}: it is built already`);
  }

  #learn(definition: Wirable): Kind {
    const kind = { ...this.#names(definition), Added: AddedModule.withOutputs(this, Object.keys(definition.outputs)) };
    this.#kinds.set(definition, kind);
    return kind;
  }

  #names(definition: Wirable): Omit<Kind, "Added"> {
    if (definition instanceof ExtendedDefinition) {
      return { ...this.#names(definition.extended), portSpecs: definition.portSpecs };
    }
    if (definition instanceof GroupDefinition) {
      const names = { kind: "group" as const, package: BASIC, namespace: "", name: "Group", version: "" };
      return { ...names, definition, portSpecs: NO_SPECS, workflow: definition.content() };
    }
    const home = packageOf(definition);
    const identifier = home?.identifier ?? placeOf(definition)?.url;
    if (identifier === undefined) {
      throw scriptError(`Cannot add ${shown(definition)} to ${this.name}: a module made by defineModule() wanted`);
    }
    const { namespace = "", name } = definition;
    const names = { kind: "module" as const, package: identifier, namespace, name, version: home?.version ?? "" };
    return { ...names, definition, portSpecs: NO_SPECS };
  }

  #addPort(name: string, functions: readonly ModuleFunction[], portSpecs: readonly PortSpec[]): number {
    const names = { package: BASIC, namespace: "", name, version: "", label: "" };
    const rest = { cache: true, functions, controlParameters: NO_CONTROL, portSpecs };
    return this.#modules.push({ id: this.#modules.length, kind: "module", ...names, ...rest }) - 1;
  }

  /** Connects outputs to the module; the values among the inputs come back as functions. */
  #wire(id: number, definition: Wirable, inputs: Record<string, unknown>): readonly ModuleFunction[] {
    let functions: ModuleFunction[] | undefined;
    for (const port in inputs) {
      const given = inputs[port];
      if (given instanceof Output && given.maker === this) this.#connect(given, { module: id, port });
      else if (given instanceof MergedOutputs) this.#connectAll(given, { module: id, port });
      else for (const one of this.#literals(definition, port, given)) (functions ??= []).push(one);
    }
    return functions ?? NO_FUNCTIONS;
  }

  #connect(source: PortRef, destination: PortRef): void {
    this.#connections.push(new LeanConnection(this.#connections.length, source, destination));
  }

  #connectAll({ outputs }: MergedOutputs, destination: PortRef): void {
    for (const output of outputs) this.#connect(this.#own(output, "connect merged outputs"), destination);
  }

  /** The functions that a value means: one, or for a port that takes all its values, one for each. */
  #literals(definition: Wirable, port: string, given: unknown): ModuleFunction[] {
    const what = `connect port ${port} of ${definition.name}`;
    if (given instanceof Output) this.#own(given, what);
    if (given === undefined) throw scriptError(`Cannot ${what}: undefined given, as by an output that does not exist`);
    if (given instanceof AddedModule) {
      throw scriptError(`Cannot ${what}: a whole module given, one of its outputs wanted`);
    }
    const one = Object.hasOwn(definition.inputs, port) ? definition.inputs[port] : undefined;
    if (!Array.isArray(given)) return [valueOf(port, exact(given, one?.types))];
    if (given.some((item) => item instanceof Output || item instanceof AddedModule)) {
      throw scriptError(
        `Cannot ${what}: a list of outputs given; put outputs together with merge(), or by a List module`,
      );
    }
    return one?.all ? given.map((value) => valueOf(port, exact(value, one.types))) : [valueOf(port, given)];
  }

  /** The output, if it is one and of this builder. */
  #own(output: unknown, action: string): Output {
    if (!(output instanceof Output)) throw scriptError(`Cannot ${action}: ${shown(output)} given, an output wanted`);
    if (output.maker !== this) {
      throw scriptError(
        `Cannot ${action}: an output from outside of ${this.name} given; inside a group, give it an input port`,
      );
    }
    return output;
  }
}

/** A name that a target may have. */
function checked(target: string): string {
  const wrong = target === HERE ? undefined : wrongWithName(target, target);
  if (wrong !== undefined) throw scriptError(`Cannot set a target: ${wrong}`);
  return target;
}

function policyFor(name: string, options: PolicyOptions): ComputePolicy | undefined {
  try {
    return readPolicy(options);
  } catch (error) {
    throw error instanceof InputError ? scriptError(`Cannot add ${name}: ${error.message}`) : error;
  }
}

/** A number that a Float is written with is a float, as VisTrails' constants are: 7 over 2 is 3.5 then. */
function exact(value: unknown, types: readonly PortType[] = []): unknown {
  return typeof value === "number" && types.length === 1 && types[0] === Float ? makeFloat(value) : value;
}

function valueOf(name: string, value: unknown): ModuleFunction {
  return { name, parameters: NO_PARAMETERS, value };
}
