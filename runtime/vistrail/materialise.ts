/** What a version looks like: the operations of its ancestors and its own, replayed. */
import { InputError, VistrailFileError } from "../errors.ts";
import type {
  StoredConnection,
  StoredFunction,
  StoredLocation,
  StoredModule,
  StoredObject,
  StoredWorkflow,
} from "./stored_workflow.ts";
import type { Action, AddOperation, ChangeOperation, Vistrail } from "./vistrail.ts";

/** What is there, by `what` and id; each entry is the operation that put it there. */
type Live = Map<string, AddOperation | ChangeOperation>;

/** The workflow of `version`; 0 is the empty one. Throws `InputError`, `VistrailFileError` when the actions are wrong. */
export function materialise(vistrail: Vistrail, version: number): StoredWorkflow {
  const chain: Action[] = [];
  for (let id = version; id > 0;) {
    const action = vistrail.actions.get(id);
    if (action === undefined) throw new InputError(`Cannot find version ${id} in the vistrail`);
    chain.push(action);
    id = action.parent;
  }
  const live: Live = new Map();
  while (chain.length > 0) apply(live, chain.pop()!);
  return assemble(live, version);
}

/** Every version with its workflow, a parent before its children. */
export function* materialiseAll(vistrail: Vistrail): Generator<[version: number, workflow: StoredWorkflow]> {
  const children = childrenOf(vistrail);
  const waiting: [version: number, parent: Live][] = (children.get(0) ?? []).map((id) => [id, new Map()]);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [version, parent] = next;
    const live: Live = new Map(parent);
    apply(live, vistrail.actions.get(version)!);
    yield [version, assemble(live, version)];
    for (const child of children.get(version) ?? []) waiting.push([child, live]);
  }
}

/** The versions made from each, in the order of the file; 0 is the root. */
export function childrenOf(vistrail: Vistrail): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const { id, parent } of vistrail.actions.values()) {
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [id]);
    else siblings.push(id);
  }
  return children;
}

function apply(live: Live, action: Action): void {
  for (const operation of action.operations) {
    if (operation.kind !== "add") {
      const id = operation.kind === "change" ? operation.oldId : operation.objectId;
      if (!live.delete(keyOf(operation.what, id))) {
        const reason = `Illegal ${operation.kind} operation ${operation.id} of version ${action.id}: ` +
          `${shownKind(operation.what)} ${id} is not there`;
        throw new VistrailFileError(reason, { line: operation.line });
      }
    }
    if (operation.kind !== "delete") live.set(keyOf(operation.what, operation.objectId), operation);
  }
}

/** What an object is, as the file has it, for a message. */
function shownKind(what: string): string {
  return /^[A-Za-z]{0,40}$/.test(what) ? what : JSON.stringify(what.slice(0, 40));
}

function keyOf(what: string, id: number): string {
  return `${what} ${id}`;
}

/** A module under construction. */
type Draft = {
  -readonly [K in keyof StoredModule]: StoredModule[K] extends readonly (infer T)[] ? T[] : StoredModule[K];
};

interface Scene {
  readonly modules: Map<number, Draft>;
  readonly connections: Map<number, { what: "connection"; id: number; ports: StoredConnection["ports"][number][] }>;
  readonly functions: Map<number, { parameters: StoredFunction["parameters"][number][] }>;
}

function assemble(live: Live, version: number): StoredWorkflow {
  const scene: Scene = { modules: new Map(), connections: new Map(), functions: new Map() };
  const operations = [...live.values()].sort((a, b) => a.id - b.id);
  for (const operation of operations) {
    if (!attach(scene, operation)) {
      const reason = `Cannot replay operation ${operation.id} of version ${version}: ` +
        `${shownKind(operation.parentType) || "parent"} ${operation.parentId ?? "without an id"} ` +
        `of ${operation.what} ${operation.objectId} is not there`;
      throw new VistrailFileError(reason, { line: operation.line });
    }
  }
  return { modules: [...scene.modules.values()], connections: [...scene.connections.values()] };
}

/** False when what the object belongs to is missing. */
function attach(scene: Scene, { data, parentId, parentType }: AddOperation | ChangeOperation): boolean {
  switch (data.what) {
    case "module":
    case "group":
    case "abstraction":
      scene.modules.set(data.id, draft(scene, data));
      return true;
    case "connection":
      scene.connections.set(data.id, { ...data, ports: [...data.ports] });
      return true;
    case "port":
      return push(scene.connections.get(parentId ?? NaN)?.ports, data);
    case "parameter":
      return push(scene.functions.get(parentId ?? NaN)?.parameters, data);
    case "legacy":
      return true;
    case "annotation":
      return parentType === "" || attachToModule(scene, data, parentId);
    default:
      return attachToModule(scene, data, parentId);
  }
}

function attachToModule(scene: Scene, data: StoredObject, parentId: number | null): boolean {
  const module = scene.modules.get(parentId ?? NaN);
  if (module === undefined) return false;
  if (data.what === "location") module.location = data;
  else if (data.what === "function") module.functions.push(functionDraft(scene, data));
  else if (data.what === "annotation") module.annotations.push(data);
  else if (data.what === "controlParameter") module.controlParameters.push(data);
  else if (data.what === "portSpec") module.portSpecs.push(data);
  return true;
}

function draft(scene: Scene, module: StoredModule): Draft {
  return {
    ...module,
    location: placed(module.location),
    functions: module.functions.map((f) => functionDraft(scene, f)),
    annotations: [...module.annotations],
    controlParameters: [...module.controlParameters],
    portSpecs: [...module.portSpecs],
  };
}

/** Files of 1.0.0 carry empty locations inside their modules. */
function placed(location: StoredLocation | null): StoredLocation | null {
  return location?.id === null ? null : location;
}

function functionDraft(scene: Scene, stored: StoredFunction): StoredFunction {
  const draft = { ...stored, parameters: [...stored.parameters] };
  if (stored.id !== null) scene.functions.set(stored.id, draft);
  return draft;
}

function push<T>(list: T[] | undefined, value: T): boolean {
  list?.push(value);
  return list !== undefined;
}
