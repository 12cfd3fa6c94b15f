/** Reads the operands of `vt why`: a file, a module, or both in either order. */
import { InputError, UsageError } from "../../runtime/errors.ts";
import { oneLine } from "../line/terminal.ts";
import { isScript } from "../open/open_workflow.ts";

/** A file, and the version that stands behind it. */
export interface NamedFile {
  /** As it was given. */
  readonly argument: string;
  readonly file: string;
  readonly version?: string;
}

/** Which operand names a file, and which a module: they may stand in either order. */
export async function sortOperands(
  operands: readonly string[],
): Promise<{ readonly file?: NamedFile; readonly module?: string }> {
  if (operands.length > 2) throw new UsageError(`Cannot tell of more than one module: ${operands.join(" ")}`);
  const files = await Promise.all(operands.map(fileNamed));
  const at = files.findIndex((file) => file !== undefined);
  if (at < 0 && operands.length === 2) {
    throw new InputError(`Cannot find a file ${operands.map((one) => oneLine(one, 200)).join(" or ")}`);
  }
  const module = operands.find((_operand, i) => i !== at);
  return { ...(at >= 0 && { file: files[at] }), ...(module !== undefined && { module }) };
}

async function fileNamed(argument: string): Promise<NamedFile | undefined> {
  const { splitVersion } = await import("../../runtime/vt_file/bundle.ts");
  const { file, version } = isScript(argument) ? { file: argument } : await splitVersion(argument);
  const path = await Deno.realPath(file).catch(() => undefined);
  if (path === undefined && !isScript(file) && !/\.(vt|vtl|xml)$/.test(file)) return undefined;
  return { argument, file: path ?? file, ...(version !== undefined && { version }) };
}
