/** Changes to the actions of a vistrail: ids, parents, what operations name, modules and ports, groups in groups. */
import { packages } from "../../modules/mod.ts";
import type { XmlElement } from "../../runtime/vt_file/xml.ts";
import { NAMES, NUMBERS, VALUES } from "./hostile.ts";
import type { Random } from "./random.ts";

/** Changes one thing; `all` are the elements of `root`. */
export function mutateActions(root: XmlElement, all: readonly XmlElement[], random: Random): void {
  random.pick(CHANGES)({ root, all, random });
}

interface Scene {
  readonly root: XmlElement;
  readonly all: readonly XmlElement[];
  readonly random: Random;
}

const CHANGES: readonly ((scene: Scene) => void)[] = [
  changeId,
  changeId,
  changeParent,
  changeModule,
  changeModule,
  changePort,
  changePort,
  changeValue,
  addControlParameter,
  addPortSpec,
  nestGroups,
  changeSchema,
];

const IDS = ["id", "prevId", "objectId", "oldObjId", "newObjId", "parentObjId", "moduleId", "actionId", "pos", "vtid"];
const SCHEMAS = ["0.8.0", "0.9.0", "0.9.1", "0.9.4", "0.9.5", "1.0.0", "1.0.1", "1.0.2", "1.0.3", "1.0.4"];

function some({ all, random }: Scene, ...names: readonly string[]): XmlElement | undefined {
  const found = all.filter(({ name }) => names.includes(name));
  return found.length === 0 ? undefined : random.pick(found);
}

/** Another id of the same document, or a number that is none. */
function changeId(scene: Scene): void {
  const { all, random } = scene;
  const element = random.pick(all);
  const names = IDS.filter((name) => element.attributes.has(name));
  if (names.length === 0) return;
  const others = all.flatMap(({ attributes }) => attributes.get("id") ?? []);
  const hostile = random.oneIn(3) || others.length === 0;
  element.attributes.set(random.pick(names), random.pick(hostile ? NUMBERS : others));
}

/** Cycles, several roots, parents that are not there. */
function changeParent(scene: Scene): void {
  const [action, other] = [some(scene, "action"), some(scene, "action")];
  action?.attributes.set("prevId", other?.attributes.get("id") ?? "0");
}

const modules = packages.flatMap(({ identifier, modules }) =>
  modules.map(({ name, namespace = "", inputs, outputs }) => ({
    names: { package: identifier, name, namespace },
    inputs: Object.keys(inputs),
    outputs: Object.keys(outputs),
  }))
);

/** A module of this installation. */
function changeModule(scene: Scene): void {
  const module = some(scene, "module");
  const { names } = scene.random.pick(modules);
  for (const [key, value] of Object.entries(names)) module?.attributes.set(key, value);
}

/** A port of this installation, or one that no module has. */
function changePort({ all, random }: Scene): void {
  const ports = all.filter(({ name }) => name === "port" || name === "function" || name === "portSpec");
  if (ports.length === 0) return;
  const { inputs, outputs } = random.pick(modules);
  random.pick(ports).attributes.set("name", random.pick([...inputs, ...outputs, ...NAMES]));
}

function changeValue(scene: Scene): void {
  const { random } = scene;
  const parameter = some(scene, "parameter", "annotation", "actionAnnotation", "vistrailVariable", "peParameter");
  if (parameter === undefined) return;
  parameter.attributes.set(parameter.name === "parameter" ? "val" : "value", random.pick(VALUES));
  if (!random.oneIn(3)) return;
  const types = ["Integer", "List", "org.vistrails.vistrails.basic:Dictionary", "basic:a|b", ...NAMES];
  parameter.attributes.set("type", random.pick(types));
}

function addControlParameter(scene: Scene): void {
  const { random } = scene;
  const name = random.pick([
    "loop_type",
    "while_cond",
    "while_max",
    "while_input",
    "while_output",
    "cache",
    "__proto__",
  ]);
  const value = random.pick(random.pick([VALUES, NUMBERS, ["value", "pairwise", '["cartesian", "value"]']]));
  some(scene, "module", "group")?.children.push(made("controlParameter", { id: "1", name, value }));
}

function addPortSpec(scene: Scene): void {
  const { random } = scene;
  const items = Array.from({ length: random.below(4) }, (_, pos) =>
    made("portSpecItem", {
      id: String(pos),
      pos: String(pos),
      package: random.pick(["", "org.vistrails.vistrails.basic", ...NAMES]),
      module: random.pick(["Integer", "List", "Variant", "Module", ...NAMES]),
      namespace: "",
      label: "",
      default: random.pick(VALUES),
    }));
  const spec = made("portSpec", {
    id: random.pick(NUMBERS),
    name: random.pick(["value", ...NAMES]),
    type: random.pick(["input", "output", "optional", ""]),
    depth: random.pick(NUMBERS),
    sortKey: random.pick(NUMBERS),
  });
  spec.children.push(...items);
  some(scene, "module", "group")?.children.push(spec);
}

/** A module becomes a group that holds groups that hold it. */
function nestGroups(scene: Scene): void {
  const { random } = scene;
  const module = some(scene, "module");
  if (module === undefined || module.children.length > 20) return;
  let content: XmlElement = { ...module, attributes: new Map(module.attributes) };
  for (let depth = 1 + random.below(random.oneIn(3) ? 130 : 3); depth > 0; depth--) {
    const workflow = made("workflow", { id: "0" });
    workflow.children.push(content);
    content = made("group", { id: module.attributes.get("id") ?? "0", cache: "1", name: "Group" });
    content.children.push(workflow);
  }
  module.name = "group";
  module.children = content.children;
}

function changeSchema({ root, random }: Scene): void {
  root.attributes.set("version", random.pick(random.oneIn(8) ? [...NAMES, ...NUMBERS] : SCHEMAS));
}

function made(name: string, attributes: Record<string, string>): XmlElement {
  return { name, attributes: new Map(Object.entries(attributes)), children: [], text: "", line: 1, column: 1 };
}
