/** The wires of a pipeline by the module that they feed, each with the levels of lists it brings in excess. */
import type { Port } from "../authoring/port.ts";
import type { Connection, Pipeline, PipelineModule } from "../pipeline/pipeline.ts";
import { excessDepth, isConnectable, typeText } from "./connectable.ts";
import { isGroupPort } from "./group_ports.ts";
import { type Connectors, FROM_GROUP, type Report } from "./plan.ts";
import { type PortTable, UNKNOWN_PORTS } from "./port_table.ts";

/** What is needed beside the pipeline. */
export interface ConnectOptions {
  readonly indexOf: (id: number) => number | undefined;
  readonly report: Report;
}

/** Sorts the connections by destination; those that are wrong are reported and left out. */
export function connect(
  pipeline: Pipeline,
  ports: readonly PortTable[],
  options: ConnectOptions,
): Connectors {
  const { modules, connections } = pipeline;
  const { destinations, start } = wiresByModule(pipeline, ports, options);
  const size = start[modules.length];
  const made = {
    start,
    source: new Int32Array(size),
    sourcePort: new Array<string>(size).fill(""),
    port: new Array<string>(size).fill(""),
    excess: new Int8Array(size),
  };
  const next = start.slice();
  for (const [c, { source, destination }] of connections.entries()) {
    const to = destinations[c];
    if (to < 0) continue;
    const k = next[to]++;
    const from = options.indexOf(source.module)!;
    made.source[k] = from;
    made.sourcePort[k] = source.port;
    made.port[k] = destination.port;
    made.excess[k] = isUntyped(modules[from])
      ? FROM_GROUP
      : excessDepth(ports[from].outputs.get(source.port)!, ports[to].inputs.get(destination.port)!);
  }
  return made;
}

/** For each connection the module that it feeds, -1 for a wrong one; for each module where its wires begin. */
interface WiresByModule {
  readonly destinations: Int32Array;
  readonly start: Int32Array;
}

function wiresByModule(
  { modules, connections }: Pipeline,
  ports: readonly PortTable[],
  { indexOf, report }: ConnectOptions,
): WiresByModule {
  const destinations = new Int32Array(connections.length).fill(-1);
  const start = new Int32Array(modules.length + 1);
  for (const [c, connection] of connections.entries()) {
    const from = indexOf(connection.source.module);
    const to = indexOf(connection.destination.module);
    // A module that could not be found is reported once, not with each of its wires.
    if (from !== undefined && to !== undefined && (ports[from] === UNKNOWN_PORTS || ports[to] === UNKNOWN_PORTS)) {
      continue;
    }
    const message = problemOf(
      connection,
      from === undefined ? undefined : ports[from],
      to === undefined ? undefined : ports[to],
    );
    if (message === undefined) {
      destinations[c] = to!;
      start[to! + 1]++;
    } else {
      report(to ?? from ?? -1, message);
    }
  }
  for (let i = 0; i < modules.length; i++) start[i + 1] += start[i];
  return { destinations, start };
}

/** An InputPort of a file says nothing of the depth of its value; one of a script has a port spec that does. */
function isUntyped(module: PipelineModule): boolean {
  return isGroupPort(module, "InputPort") && module.portSpecs.length === 0;
}

function problemOf({ id, source, destination }: Connection, from?: PortTable, to?: PortTable): string | undefined {
  if (from === undefined) return `Connection ${id} comes from module ${source.module}, which does not exist`;
  if (to === undefined) return `Connection ${id} goes to module ${destination.module}, which does not exist`;
  const output = from.outputs.get(source.port);
  const input = to.inputs.get(destination.port);
  if (output === undefined) {
    return `Module ${source.module} has no output port "${source.port}"; ${portList(from.outputs)}`;
  }
  if (input === undefined) return `No input port "${destination.port}"; ${portList(to.inputs)}`;
  if (isConnectable(output, input)) return undefined;
  return `Cannot connect ${source.module}.${source.port} (${typeText(output)}) to port ${destination.port} (${
    typeText(input)
  })`;
}

function portList(ports: ReadonlyMap<string, Port>): string {
  const names = [...ports.keys()].filter((name) => name !== "self");
  return names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
}
