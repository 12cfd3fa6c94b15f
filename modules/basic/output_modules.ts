/** Output modules: show or write a value, in one of several modes. */
import { type ComputeContext, defineModule, ModuleError, port, python, types as t } from "vt";
import { copyFile, nameOf, statOf, systemErrorText, withFile } from "./file_system.ts";
import { checkField, outputFileName } from "./output_file_name.ts";
import { printFile } from "./print_file.ts";

/** One way to put out a value. */
interface OutputMode {
  readonly type: "stdout" | "file";
  /** The highest is taken where a module does not say its mode; negative ones only on demand. */
  readonly priority: number;
  write(value: unknown, settings: ReadonlyMap<unknown, unknown>, context: ComputeContext): void;
}

/** What every output module receives. */
interface OutputInputs {
  readonly value: unknown;
  readonly mode_type?: string;
  readonly configuration?: ReadonlyMap<unknown, unknown>;
}

const settings = {
  mode_type: port(t.String, {
    optional: true,
    hidden: false,
    doc: "stdout or file; the module's first choice if unset.",
  }),
  configuration: port(t.Dictionary, {
    optional: true,
    hidden: false,
    doc: "Settings by mode: {'file': {'basename': 'plot'}}.",
  }),
};

/** What all have that put out a file. */
const takesFile = {
  exactNumbers: true,
  cacheable: false,
  inputs: { ...settings, value: port(t.File) },
  outputs: {},
} as const;

/** What all output modules are. */
export const OutputModule = defineModule({
  name: "OutputModule",
  doc: "The base of output modules.",
  abstract: true,
  exactNumbers: true,
  cacheable: false,
  inputs: { value: port(t.Variant), ...settings },
  outputs: {},
  compute: putOut(),
});

/** Any value, as text. */
export const GenericOutput = defineModule({
  name: "GenericOutput",
  doc: "Prints any value, or writes it to a file.",
  exactNumbers: true,
  cacheable: false,
  inputs: { value: port(t.Variant), ...settings },
  outputs: {},
  compute: putOut(
    { type: "stdout", priority: 200, write: printValue },
    { type: "file", priority: 100, write: writeValue },
  ),
});

/** A file. */
export const FileOutput = defineModule({
  name: "FileOutput",
  doc: "Copies a file to where results go, or prints it.",
  ...takesFile,
  compute: putOut(
    { type: "stdout", priority: 50, write: printContent },
    { type: "file", priority: 200, write: writeCopy("") },
  ),
});

/** An image. */
export const ImageOutput = defineModule({
  name: "ImageOutput",
  doc: "Copies an image to where results go.",
  ...takesFile,
  compute: putOut(
    { type: "stdout", priority: -1, write: printContent },
    { type: "file", priority: 100, write: writeCopy("") },
  ),
});

/** A web page. */
export const RichTextOutput = defineModule({
  name: "RichTextOutput",
  doc: "Copies a web page to where results go, or prints it.",
  ...takesFile,
  compute: putOut(
    { type: "stdout", priority: 50, write: printContent },
    { type: "file", priority: 100, write: writeCopy(".html") },
  ),
});

function putOut(...modes: OutputMode[]): (inputs: OutputInputs, context: ComputeContext) => Record<never, never> {
  return (inputs, context) => {
    const mode = chosenMode(modes, inputs.mode_type);
    context.annotate("output_mode", mode.type);
    const configured = inputs.configuration?.get(mode.type);
    mode.write(inputs.value, configured instanceof Map ? configured : new Map(), context);
    return {};
  };
}

function chosenMode(modes: readonly OutputMode[], type: string | undefined): OutputMode {
  if (type !== undefined) {
    const named = modes.find((mode) => mode.type === type);
    if (named !== undefined) return named;
    throw new ModuleError(`Cannot output in mode "${type}" because that mode has not been defined`);
  }
  const [first] = modes.filter((mode) => mode.priority >= 0).toSorted((a, b) => b.priority - a.priority);
  if (first === undefined) throw new ModuleError("No output mode is valid, output cannot be generated");
  return first;
}

function printValue(value: unknown, settings: ReadonlyMap<unknown, unknown>, context: ComputeContext): void {
  for (const field of settings.keys()) checkField(field, new Map(), "StdoutModeConfig");
  context.print(`${python.str(value)}\n`);
}

function writeValue(value: unknown, settings: ReadonlyMap<unknown, unknown>): void {
  const path = outputFileName(settings);
  withFile(path, () => Deno.writeTextFileSync(path, `${python.str(value)}\n`));
}

function printContent(value: unknown, settings: ReadonlyMap<unknown, unknown>, context: ComputeContext): void {
  for (const field of settings.keys()) checkField(field, new Map(), "StdoutModeConfig");
  const path = nameOf(value);
  if (printFile(path, context) === undefined) withFile(path, () => Deno.readFileSync(path));
}

function writeCopy(defaultSuffix: string): OutputMode["write"] {
  return (value, settings) => {
    const from = nameOf(value);
    const to = outputFileName(settings, /[^/](\.[^./]*)$/.exec(from)?.[1] ?? defaultSuffix);
    if (statOf(to) !== undefined && statOf(from) !== undefined && Deno.realPathSync(to) === Deno.realPathSync(from)) {
      return; // it is there already
    }
    try {
      copyFile(from, to);
    } catch (error) {
      throw new ModuleError(`Could not create file '${to}': ${systemErrorText(error, to)}`, { cause: error });
    }
  };
}
