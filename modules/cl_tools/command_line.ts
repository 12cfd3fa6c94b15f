/** The arguments of a command line tool, out of the values on its ports. */
import { type ComputeContext, ModuleError, PathValue, python } from "vt";
import { copyFile, nameOf, systemErrorText } from "../basic/file_system.ts";
import type { Tool, ToolArgument } from "./tool_file.ts";

/** Values by port. */
export type ToolInputs = Readonly<Record<string, unknown>>;

/** A file that the tool writes, for a port. */
export interface WrittenFile {
  readonly port: string;
  /** file or string: what the port gives of it. */
  readonly class: string;
  readonly path: string;
}

/** What a tool is called with, and the files that it will have written. */
export interface CommandLine {
  readonly args: readonly string[];
  readonly files: readonly WrittenFile[];
}

/** Suffix of files whose description has none. */
export const FILE_SUFFIX = ".cld";

/** Builds the arguments, and makes the files that they name. */
export function commandLine(tool: Tool, inputs: ToolInputs, context: ComputeContext): CommandLine {
  const args: string[] = [];
  const files: WrittenFile[] = [];
  for (const one of tool.arguments) {
    if (one.kind === "constant") args.push(...constantArguments(one));
    else if (one.kind === "input") args.push(...inputArguments(one, inputs[one.name]));
    else {
      const file = one.kind === "output" ? outputFile(one, context) : copiedFile(one, inputs[one.name], context);
      files.push(file);
      args.push(...flagOf(one), prefixOf(one) + file.path);
    }
  }
  return { args, files };
}

/** A constant that is called like its flag is the flag alone. */
function constantArguments(one: ToolArgument): readonly string[] {
  const flag = one.options.get("flag") || undefined;
  const text = one.name === "" || one.name === flag ? [] : [prefixOf(one) + one.name];
  return [...(flag === undefined ? [] : [flag]), ...text];
}

/** `given`: the values of all connections and functions, of which a list port takes the first. */
function inputArguments(one: ToolArgument, given: unknown): readonly string[] {
  const values = given === undefined ? [] : python.itemsOf(given);
  if (one.class !== "list" || values.length === 0) return values.flatMap((value) => valueArguments(one, value));
  const item = { ...one, class: (one.options.get("type") ?? "string").toLowerCase() };
  return python.itemsOf(values[0]).flatMap((value) => valueArguments(item, value));
}

function valueArguments(one: ToolArgument, value: unknown): readonly string[] {
  if (one.class === "flag") return python.truth(value) ? [prefixOf(one) + (one.options.get("flag") || one.name)] : [];
  const isPath = ["file", "directory", "path"].includes(one.class);
  return [...flagOf(one), prefixOf(one) + (isPath ? nameOf(value) : python.str(value))];
}

function flagOf({ options }: ToolArgument): readonly string[] {
  const flag = options.get("flag");
  return flag === undefined ? [] : [flag];
}

function prefixOf({ options }: ToolArgument): string {
  return options.get("prefix") ?? "";
}

function outputFile(one: ToolArgument, context: ComputeContext): WrittenFile {
  checkClass(one.name, one.class);
  const path = context.temporaryPath("file", one.options.get("suffix") ?? FILE_SUFFIX);
  return { port: one.name, class: one.class, path };
}

/** The tool works on a copy: what comes in stays as it is. */
function copiedFile(one: ToolArgument, value: unknown, context: ComputeContext): WrittenFile {
  const from = nameOf(value);
  const path = context.temporaryPath("file", one.options.get("suffix") ?? FILE_SUFFIX);
  try {
    copyFile(from, path);
  } catch (error) {
    const reason = `IOError: ${systemErrorText(error, from)}`;
    throw new ModuleError(`Error copying file '${from}': ${reason}`, { cause: error });
  }
  return { port: one.name, class: "file", path };
}

/** A stream or a file that is written is read as one of two classes. */
export function checkClass(name: string, type: string): void {
  if (type === "file" || type === "string") return;
  throw new python.PythonError("ValueError", `port ${name} of class ${type}, File or String wanted`);
}

/** What the port gives of a file that was written. */
export function fileValue({ class: type, path }: WrittenFile): unknown {
  return type === "file" ? new PathValue(path) : python.strOfBytes(Deno.readFileSync(path));
}
