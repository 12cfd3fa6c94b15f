/** What scripts can import of the packages of this installation. */
import * as basic from "vt/basic";
import * as controlFlow from "vt/control_flow";
import * as jobs from "vt/jobs";
import * as myJobs from "vt/my_jobs";
import * as persistence from "vt/persistence";
import * as pythonCalc from "vt/python_calc";
import * as tableData from "vt/table_data";
import * as url from "vt/url";
import type { Importable } from "../../runtime/plan/script_text.ts";

const EXPORTS: Readonly<Record<string, object>> = {
  "vt/basic": basic,
  "vt/control_flow": controlFlow,
  "vt/jobs": jobs,
  "vt/my_jobs": myJobs,
  "vt/persistence": persistence,
  "vt/python_calc": pythonCalc,
  "vt/table_data": tableData,
  "vt/url": url,
};

const places = new Map<unknown, Importable>(
  Object.entries(EXPORTS).flatMap(([from, names]) =>
    Object.entries(names).map(([name, value]) => [value, { from, name }] as const)
  ),
);

/** The place from which a script imports a definition or a type; undefined where there is none. */
export function importable(object: object): Importable | undefined {
  return places.get(object);
}

/** Modules whose port `source` has codes in its text. */
const WITH_SOURCE: ReadonlySet<object> = new Set([basic.PythonSource, basic.JavaScriptSource, basic.TypeScriptSource]);

/**
 * The source of a PythonSource or its like without its codes, where that means the same: `%XX` in it would be taken for a code.
 * Every other text as it is.
 */
export function readable(definition: object, port: string, text: string): string {
  if (!WITH_SOURCE.has(definition) || port !== "source") return text;
  try {
    const plain = decodeURIComponent(text);
    return /%[0-9a-fA-F]{2}/.test(plain) ? text : plain;
  } catch {
    return text;
  }
}
