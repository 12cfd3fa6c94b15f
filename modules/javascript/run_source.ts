/** Runs a source as VisTrails runs a PythonSource: ports are variables, and what they hold in the end are its outputs. */
import { type ComputeContext, ModuleError, ModuleSuspended, PathValue } from "vt";
import { type CompiledSource, compileSource, type Language } from "./compile_source.ts";
import { sourceConsole } from "./source_console.ts";
import { runErrorOf } from "./source_error.ts";
import { type PortValues, SourceModule } from "./source_module.ts";

/** A source with the values that it finds and the outputs that it is to set. */
export interface SourceCall {
  readonly language: Language;
  readonly text: string;
  readonly inputs: PortValues;
  readonly outputs: readonly string[];
}

/**
 * Gives the outputs that the source set. Rejects with what it threw: a ModuleError or ModuleSuspended as it is, any
 * other Error with the line of the source.
 */
export async function runSource(call: SourceCall, context: ComputeContext): Promise<Record<string, unknown>> {
  const { language, text, inputs, outputs } = call;
  const module = new SourceModule(inputs, outputs, context);
  const given = namesGiven(module, context);
  const variables = [...new Set([...inputs.keys(), ...outputs])].filter(isVariable);
  const compiled = await compileSource({ language, text, given: Object.keys(given), variables });
  const read = await run(compiled, {
    given: Object.values(given),
    values: variables.map((name) => inputs.has(name) ? inputs.get(name) : null),
    text,
  });
  for (const port of outputs) {
    const value = Object.hasOwn(read, port) ? read[port] : inputs.get(port);
    if (value !== null && value !== undefined) module.setOutput(port, value);
  }
  return module.results();
}

interface Filling {
  readonly given: readonly unknown[];
  readonly values: readonly unknown[];
  readonly text: string;
}

/** The variables as they are when the source has ended. */
async function run(
  { url, bind }: CompiledSource,
  { given, values, text }: Filling,
): Promise<Readonly<Record<string, unknown>>> {
  let read = (): Record<string, unknown> => ({});
  let returned: unknown;
  try {
    returned = await bind(...given)(...values, (reader: typeof read) => read = reader);
  } catch (error) {
    throw runErrorOf(error, { url, text });
  }
  if (returned === undefined) return read();
  throw new ModuleError("Cannot use what the source returns: assign its output ports instead");
}

/** What every source finds beside its ports. */
function namesGiven(self: SourceModule, context: ComputeContext): Readonly<Record<string, unknown>> {
  const fail = (message: unknown): never => {
    throw new ModuleError(String(message));
  };
  const cacheThis = (): void => context.cacheThis();
  return {
    self,
    fail,
    cacheThis,
    cache_this: cacheThis,
    interpreter: self.interpreter,
    console: sourceConsole(context),
    ModuleError,
    ModuleSuspended,
    PathValue,
  };
}

const RESERVED = new Set(
  (`arguments await break case catch class const continue debugger default delete do else enum eval export extends
  false finally for function if implements import in instanceof interface let new null package private protected public
  return static super switch this throw true try typeof var void while with yield`).split(/\s+/),
);

/** Whether a port can be a variable; others are there by `self` alone. */
function isVariable(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && !RESERVED.has(name);
}
