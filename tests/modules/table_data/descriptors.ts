/** Compares a package with VisTrails' registry, port by port. */
import { deepEqual, equal } from "node:assert/strict";
import type { Package, Port } from "vt";

interface Item {
  readonly package: string;
  readonly module: string;
  readonly default: string | null;
  readonly values: string | null;
}

interface PortDescriptor {
  readonly name: string;
  readonly depth: number;
  readonly optional: boolean;
  readonly items: readonly Item[];
}

interface Descriptor {
  readonly package: string;
  readonly packageVersion: string;
  readonly namespace: string;
  readonly name: string;
  readonly abstract: boolean;
  readonly hidden: boolean;
  readonly inputs: readonly PortDescriptor[];
  readonly outputs: readonly PortDescriptor[];
}

/** `added`: modules that the registry, which was written without a window system, does not have. */
export function checkDescriptors(
  corpus: string,
  { identifier, version, modules }: Package,
  added: readonly string[] = [],
): void {
  const all: Descriptor[] = JSON.parse(Deno.readTextFileSync(`${corpus}/cases/registry.json`));
  const expected = all.filter((one) => one.package === identifier);
  const names = modules.map(({ name, namespace = "" }) => `${namespace}|${name}`).toSorted();
  deepEqual(names, [...expected.map(({ name, namespace }) => `${namespace}|${name}`), ...added].toSorted());
  for (const descriptor of expected) {
    const { name, namespace } = descriptor;
    const definition = modules.find((one) => one.name === name && (one.namespace ?? "") === namespace)!;
    equal(version, descriptor.packageVersion);
    equal(definition.abstract ?? false, descriptor.abstract, `${name} is abstract`);
    equal(definition.hidden ?? false, descriptor.hidden, `${name} is hidden`);
    deepEqual(described(definition.inputs), expectedPorts(descriptor.inputs), `inputs of ${name}`);
    deepEqual(described(definition.outputs), expectedPorts(descriptor.outputs), `outputs of ${name}`);
  }
}

function described(ports: Readonly<Record<string, Port>>): object[] {
  return Object.entries(ports).map(([name, port]) => ({
    name,
    depth: port.depth,
    hidden: port.hidden,
    types: port.types.map((type) => [type.package, type.name]),
    default: port.default === undefined ? null : port.types[0].constant!.format(port.default),
    values: port.values === undefined ? null : [...port.values],
  }));
}

/** The values of a tuple's items are no values of its port. */
function expectedPorts(ports: readonly PortDescriptor[]): object[] {
  return ports.filter(({ name }) => name !== "self").map(({ name, depth, optional, items }) => ({
    name,
    depth,
    hidden: optional,
    types: items.map((item) => [item.package, item.module]),
    default: items[0].default,
    values: items.length > 1 || items[0].values === null ? null : JSON.parse(items[0].values.replaceAll("'", '"')),
  }));
}
