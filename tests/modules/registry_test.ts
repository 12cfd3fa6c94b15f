import { deepEqual, equal } from "node:assert/strict";
import type { Port } from "vt";
import { packages } from "../../modules/mod.ts";
import { corpusTest } from "../fixtures/corpus.ts";

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

/** Run by the interpreter itself. */
const ELSEWHERE = ["Group", "SubWorkflow", "Unpickle"];

/** What VisTrails has in its spreadsheet, which has no registry of its own here. */
const BESIDE = ["TableCell"];

corpusTest("packages have the modules and ports of VisTrails' registry", (corpus) => {
  const all: Descriptor[] = JSON.parse(Deno.readTextFileSync(`${corpus}/cases/registry.json`));
  const known = packages.filter(({ identifier }) => all.some((one) => one.package === identifier));
  equal(known.length, 7);
  for (const { identifier, version, modules } of known) {
    const expected = all.filter((one) => one.package === identifier && !ELSEWHERE.includes(one.name));
    const names = modules.map(({ name }) => name).filter((name) => !BESIDE.includes(name));
    deepEqual(names.toSorted(), expected.map(({ name }) => name).toSorted());
    for (const descriptor of expected) {
      const definition = modules.find(({ name }) => name === descriptor.name)!;
      equal(version, descriptor.packageVersion);
      equal(definition.namespace ?? "", descriptor.namespace);
      equal(definition.abstract ?? false, descriptor.abstract, `${descriptor.name} is abstract`);
      equal(definition.hidden ?? false, descriptor.hidden, `${descriptor.name} is hidden`);
      deepEqual(described(definition.inputs), expectedPorts(descriptor.inputs), `inputs of ${descriptor.name}`);
      deepEqual(described(definition.outputs), expectedPorts(descriptor.outputs), `outputs of ${descriptor.name}`);
    }
  }
});

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
