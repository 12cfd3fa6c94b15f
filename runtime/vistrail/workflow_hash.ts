/** A fingerprint of a stored workflow: equal for equal content, whatever order the file has it in. */
import { materialiseAll } from "./materialise.ts";
import {
  byId,
  byPosition,
  type StoredConnection,
  type StoredModule,
  type StoredPortSpec,
  type StoredWorkflow,
} from "./stored_workflow.ts";
import type { Vistrail } from "./vistrail.ts";

const AT_ONCE = 64;

/** The hash of every version, in order of their numbers. */
export async function hashVersions(vistrail: Vistrail): Promise<Map<number, string>> {
  const hashes: [version: number, hash: string][] = [];
  let pending: Promise<[number, string]>[] = [];
  for (const [version, workflow] of materialiseAll(vistrail)) {
    pending.push(workflowHash(workflow).then((hash) => [version, hash]));
    if (pending.length < AT_ONCE) continue;
    hashes.push(...await Promise.all(pending));
    pending = [];
  }
  hashes.push(...await Promise.all(pending));
  return new Map(hashes.sort((a, b) => a[0] - b[0]));
}

/** SHA-256 of the canonical form, 64 hexadecimal digits. */
export async function workflowHash(workflow: StoredWorkflow): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(canonicalWorkflow(workflow)));
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(digest).toHex();
}

function canonicalWorkflow({ modules, connections }: StoredWorkflow): unknown[] {
  return [modules.toSorted(byId).map(canonicalModule), connections.toSorted(byId).map(canonicalConnection)];
}

function canonicalModule(module: StoredModule): unknown[] {
  return [
    module.what,
    module.id,
    module.package ?? "",
    module.name ?? "",
    module.namespace ?? "",
    module.version ?? "",
    module.cache,
    module.location && [module.location.x, module.location.y],
    module.functions.toSorted(byPosition).map((f) => [
      f.pos,
      f.name ?? "",
      f.parameters.toSorted(byPosition).map((p) => [p.pos, p.type ?? "", p.val ?? "", p.alias ?? "", p.name ?? ""]),
    ]),
    module.annotations.toSorted(byId).map((a) => [a.key ?? "", a.value ?? ""]),
    module.controlParameters.toSorted(byId).map((c) => [c.name ?? "", c.value ?? ""]),
    module.portSpecs.toSorted(byId).map(canonicalPortSpec),
    module.what === "abstraction" ? module.internalVersion ?? "" : "",
    module.workflow && canonicalWorkflow(module.workflow),
  ];
}

function canonicalPortSpec(spec: StoredPortSpec): unknown[] {
  return [
    spec.type ?? "",
    spec.name ?? "",
    spec.optional,
    spec.depth,
    spec.sortKey,
    spec.minConns,
    spec.maxConns,
    spec.items.toSorted(byPosition).map((item) => [
      item.pos,
      item.package ?? "",
      item.module ?? "",
      item.namespace ?? "",
      item.label ?? "",
      item.default ?? "",
      item.values ?? "",
      item.entryType ?? "",
    ]),
  ];
}

function canonicalConnection({ id, ports }: StoredConnection): unknown[] {
  const end = (type: string) => {
    const port = ports.find((port) => port.type === type);
    return port === undefined ? [null, null, null] : [port.moduleId, port.name ?? "", port.signature ?? ""];
  };
  return [id, ...end("source"), ...end("destination")];
}
