/** What a module receives on its ports: written values and wires, wrapped and joined by VisTrails' rules of depth. */
import type { AnyDefinition } from "../authoring/module.ts";
import type { Port } from "../authoring/port.ts";
import { ModuleError } from "../errors.ts";
import { isList } from "../plan/connectable.ts";
import { FROM_GROUP } from "../plan/plan.ts";
import { itemsOf } from "../python/sequence.ts";
import { InvalidOutput } from "../values.ts";
import { ModuleReference } from "./module_reference.ts";
import type { ModuleRun } from "./module_run.ts";
import { plainNumbers } from "./plain_numbers.ts";

/** What `compute` receives. Throws `Missing value from port x` when a mandatory port has none. */
export function readInputs(run: ModuleRun): Record<string, unknown> {
  const definition = run.definition!;
  const inputs: Record<string, unknown> = {};
  if (run.plan.isSimple[run.index] === 1) readAsTheyCome(inputs, run);
  else readByTheRules(inputs, run);
  if (run.overrides !== undefined) { for (const [name, value] of run.overrides) inputs[name] = value; }
  for (const one of unsetRules(definition)) {
    if (inputs[one.name] !== undefined) continue;
    if (one.isMandatory) throw new ModuleError(one.missing);
    inputs[one.name] = one.default;
  }
  if (!definition.exactNumbers) {
    for (const name in inputs) if (typeof inputs[name] === "object") inputs[name] = plainNumbers(inputs[name]);
  }
  return inputs;
}

/** Of several values on a port the first counts, written ones before wires. */
function readAsTheyCome(inputs: Record<string, unknown>, { plan, index, frame }: ModuleRun): void {
  for (const { port, value } of plan.functions[index]) if (inputs[port] === undefined) inputs[port] = value;
  const { start, source, sourcePort, port } = plan.connectors;
  for (let k = start[index]; k < start[index + 1]; k++) {
    const name = port[k];
    if (inputs[name] !== undefined) continue;
    const value = outputOf(frame.runs[source[k]]!, sourcePort[k]);
    if (value !== InvalidOutput) inputs[name] = value;
  }
}

function readByTheRules(inputs: Record<string, unknown>, run: ModuleRun): void {
  const { start, port } = run.plan.connectors;
  for (const one of run.plan.functions[run.index]) readInto(inputs, run, one.port);
  for (let k = start[run.index]; k < start[run.index + 1]; k++) readInto(inputs, run, port[k]);
}

function readInto(inputs: Record<string, unknown>, run: ModuleRun, name: string): void {
  if (name in inputs && Object.hasOwn(inputs, name)) return;
  const port = run.plan.ports[run.index].inputs.get(name)!;
  if (port.updated === "before") inputs[name] = readPort(run, name);
}

/** The value now on a port; undefined when nothing is connected to it or written on it. */
export function readPort(run: ModuleRun, name: string): unknown {
  if (run.overrides?.has(name)) return run.overrides.get(name);
  const port = run.plan.ports[run.index].inputs.get(name);
  if (port === undefined) return undefined;
  const values = connectedValues(run, name, port);
  if (port.all) return values.length === 0 ? undefined : values;
  const first = values[0];
  if (values.length < 2 || !takesLists(run, port)) return first;
  return values.flatMap((value) => itemsOf(value));
}

/** The values of all that is written on a port or connected to it, in this order; none for a port that it has not. */
export function valuesOn(run: ModuleRun, name: string): unknown[] {
  if (run.overrides?.has(name)) return [run.overrides.get(name)];
  const port = run.plan.ports[run.index].inputs.get(name);
  return port === undefined ? [] : connectedValues(run, name, port);
}

/** As deep as the port wants them. */
function connectedValues(run: ModuleRun, name: string, port: Port): unknown[] {
  const { plan, index, frame } = run;
  const { start, source, sourcePort, port: ports, excess } = plan.connectors;
  const wraps = takesLists(run, port);
  const values: unknown[] = [];
  for (const one of plan.functions[index]) {
    if (one.port === name) values.push(wraps ? wrapped(one.value, run.depth - one.excess) : one.value);
  }
  for (let k = start[index]; k < start[index + 1]; k++) {
    if (ports[k] !== name) continue;
    const value = outputOf(frame.runAt(source[k]), sourcePort[k]);
    if (value === InvalidOutput) continue;
    const levels = excess[k] === FROM_GROUP ? 0 : run.depth - plan.listDepth[source[k]] - excess[k];
    values.push(wraps ? wrapped(value, levels) : value);
  }
  return values;
}

function takesLists(run: ModuleRun, port: Port): boolean {
  return run.depth + port.depth > 0 || isList(port);
}

function wrapped(value: unknown, levels: number): unknown {
  let result = value;
  for (let i = 0; i < levels; i++) result = [result];
  return result;
}

/** An output of a module that has run; one that is connected but was never set reads as null. */
export function outputOf(run: ModuleRun, port: string): unknown {
  if (port === "self") return new ModuleReference(run.module.name);
  const value = run.outputs?.[port];
  // A port may be called like something that every object has.
  return value === undefined || (typeof value === "function" && !Object.hasOwn(run.outputs!, port)) ? null : value;
}

/** Whether anything is connected to or written on a port. */
export function hasInput(run: ModuleRun, name: string): boolean {
  if (run.overrides?.has(name)) return true;
  if (run.plan.functions[run.index].some((one) => one.port === name)) return true;
  const { start, port } = run.plan.connectors;
  for (let k = start[run.index]; k < start[run.index + 1]; k++) if (port[k] === name) return true;
  return false;
}

/** What holds for a port of a definition on which there is no value. */
interface UnsetRule {
  readonly name: string;
  readonly isMandatory: boolean;
  readonly missing: string;
  readonly default: unknown;
}

const rules = new WeakMap<AnyDefinition, readonly UnsetRule[]>();

function unsetRules(definition: AnyDefinition): readonly UnsetRule[] {
  let found = rules.get(definition);
  if (found === undefined) {
    found = Object.entries(definition.inputs)
      .map(([name, port]) => ({
        name,
        isMandatory: !port.optional && port.updated === "before",
        missing: port.missing ?? `Missing value from port ${name}`,
        default: port.default,
      }))
      .filter((rule) => rule.isMandatory || rule.default !== undefined);
    rules.set(definition, found);
  }
  return found;
}
