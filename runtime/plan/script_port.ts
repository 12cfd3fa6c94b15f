/** Ports and types as a script writes them. */
import type { Port } from "../authoring/port.ts";
import type { PortType } from "../authoring/port_type.ts";
import * as types from "../authoring/types.ts";
import { inBrackets, type ScriptText } from "./script_text.ts";

const BASIC_TYPES = new Map<PortType, string>(Object.entries(types).map(([name, type]) => [type, name]));

/** `t.Integer`; undefined where the script cannot name the type. */
export function typeText(type: PortType, script: ScriptText): string | undefined {
  const basic = BASIC_TYPES.get(type);
  return basic === undefined ? script.imported(type) : `${script.face("types")}.${basic}`;
}

/** What else is said of a port: texts of `name: value`. */
export interface PortText {
  readonly side: "input" | "output";
  readonly options: readonly string[];
}

/**
 * `port(t.Integer, { depth: 1 })`; undefined where a script cannot declare it. A type that cannot be named gives way to
 * the one that is wired alike.
 */
export function portText(port: Port, { side, options }: PortText, script: ScriptText): string | undefined {
  const unnamed = side === "input" ? types.Module : types.Variant;
  const names = port.types.map((type) => typeText(type, script) ?? typeText(unnamed, script)!);
  if (port.depth > 3 || (port.depth > 0 && names.length !== 1)) return undefined;
  const all = [...port.depth === 0 ? [] : [`depth: ${port.depth}`], ...options];
  const said = all.length === 0 ? "" : `, ${inBrackets("{", all, "}")}`;
  if (names.length === 1) return `${script.face("port")}(${names[0]}${said})`;
  return `${script.face("tuplePort")}([${names.join(", ")}]${said})`;
}
