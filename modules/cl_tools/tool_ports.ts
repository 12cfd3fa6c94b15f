/** The ports of a command line tool. */
import { allValues, type Port, port, type Ports, type PortType, types as t } from "vt";
import type { Tool, ToolStream } from "./tool_file.ts";

const TYPES: ReadonlyMap<string, PortType> = new Map<string, PortType>([
  ["file", t.File],
  ["path", t.Path],
  ["directory", t.Directory],
  ["flag", t.Boolean],
  ["list", t.List],
  ["float", t.Float],
  ["integer", t.Integer],
]);

/** What the tool takes: its standard input, its environment, its arguments. */
export function inputPorts(tool: Tool): Ports {
  const ports: [string, Port][] = [];
  if (tool.stdin) ports.push([tool.stdin.name, optionalInput(tool.stdin)]);
  if (tool.options.has("env_port")) {
    ports.push(["env", allValues(port(t.String, { optional: true, hidden: false, doc: "NAME=VALUE;NAME=VALUE" }))]);
  }
  for (const one of tool.arguments) {
    if (one.kind === "input") ports.push([one.name, allValues(optionalInput(one))]);
    if (one.kind === "inputoutput") ports.push([one.name, port(t.File, { hidden: isHidden(one), ...docOf(one) })]);
  }
  return Object.fromEntries(ports);
}

/** What it gives: its standard streams, the files that it writes, its return code. */
export function outputPorts(tool: Tool): Ports {
  const ports: [string, Port][] = [];
  for (const stream of [tool.stdout, tool.stderr]) if (stream) ports.push([stream.name, outputPort(stream)]);
  for (const one of tool.arguments) {
    if (one.kind === "output") ports.push([one.name, outputPort(one)]);
    if (one.kind === "inputoutput") ports.push([one.name, outputPort({ ...one, class: "file" })]);
  }
  return Object.fromEntries([...ports, ["return_code", port(t.Integer)]]);
}

/** A value is never needed: `required` only brings the port into view. */
function optionalInput(stream: ToolStream): Port {
  return port(typeOf(stream), { optional: true, hidden: isHidden(stream), ...docOf(stream) });
}

function outputPort(stream: ToolStream): Port {
  return port(typeOf(stream), { hidden: isHidden(stream), ...docOf(stream) });
}

function typeOf(stream: ToolStream): PortType {
  return TYPES.get(stream.class) ?? t.String;
}

function isHidden({ options }: ToolStream): boolean {
  return !options.has("required");
}

function docOf({ options }: ToolStream): { doc?: string } {
  const doc = options.get("desc");
  return doc ? { doc } : {};
}
