/** Descriptions of command line tools: what a `.clt` file says. */

/** One argument, or what a standard stream is called. */
export interface ToolArgument {
  /** Of arguments alone. */
  readonly kind: "constant" | "input" | "output" | "inputoutput";
  /** The port, or the text of a constant. */
  readonly name: string;
  /** What it is in lower case: file, string, flag, list and others. */
  readonly class: string;
  /** `flag`, `prefix`, `required`, `suffix`, `type`, `desc`; of some only the presence counts. */
  readonly options: ReadonlyMap<string, string>;
}

/** A standard stream that is a port. */
export type ToolStream = Omit<ToolArgument, "kind">;

/** A command line tool. */
export interface Tool {
  readonly command: string;
  /** In the order of the command line. */
  readonly arguments: readonly ToolArgument[];
  readonly stdin?: ToolStream;
  readonly stdout?: ToolStream;
  readonly stderr?: ToolStream;
  /** `std_using_files`, `fail_with_cmd`, `env`, `env_port`; of most only the presence counts. */
  readonly options: ReadonlyMap<string, string>;
  /** What the tool must return. */
  readonly returnCode?: number;
  /** Where it runs. */
  readonly directory?: string;
}

const KINDS = ["constant", "input", "output", "inputoutput"] as const;

/** Reads a description; the error says what is wrong with it. */
export function parseTool(text: string): Tool {
  const read = fieldsOf(JSON.parse(text), "the tool");
  const command = read.get("command");
  if (typeof command !== "string" || command === "") throw wrong("command", command, "a program");
  const [code, directory] = [read.get("return_code"), read.get("dir")];
  if (code !== undefined && code !== null && !Number.isInteger(code)) throw wrong("return_code", code, "a number");
  if (directory !== undefined && typeof directory !== "string") throw wrong("dir", directory, "a directory");
  return {
    command,
    arguments: listOf(read.get("args") ?? [], "args").map(argumentOf),
    ...streamsOf(read),
    options: optionsOf(read.get("options") ?? {}, "options"),
    ...(typeof code === "number" ? { returnCode: code } : {}),
    ...(typeof directory === "string" ? { directory } : {}),
  };
}

function argumentOf(value: unknown): ToolArgument {
  const [written, ...rest] = listOf(value, "an argument");
  const kind = KINDS.find((one) => typeof written === "string" && one === written.toLowerCase());
  if (kind === undefined) throw wrong("type of an argument", written, KINDS.join(", "));
  return { kind, ...streamOf(rest, "an argument") };
}

function streamsOf(read: ReadonlyMap<string, unknown>): Pick<Tool, "stdin" | "stdout" | "stderr"> {
  const names = (["stdin", "stdout", "stderr"] as const).filter((name) => read.has(name));
  return Object.fromEntries(names.map((name) => [name, streamOf(read.get(name), name)]));
}

function streamOf(value: unknown, what: string): ToolStream {
  const [name, type, options] = listOf(value, what);
  if (typeof type !== "string") throw wrong(`class of ${what}`, type, "a text");
  return {
    name: typeof name === "string" ? name : "",
    class: type.toLowerCase(),
    options: optionsOf(options ?? {}, `options of ${what}`),
  };
}

function optionsOf(value: unknown, what: string): ReadonlyMap<string, string> {
  return new Map([...fieldsOf(value, what)].map(([key, one]) => [key, one === null ? "" : String(one)]));
}

function fieldsOf(value: unknown, what: string): ReadonlyMap<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return new Map(Object.entries(value));
  throw wrong(what, value, "an object");
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw wrong(what, value, "a list");
}

function wrong(what: string, seen: unknown, wanted: string): Error {
  return new Error(`${what} is ${JSON.stringify(seen) ?? "missing"}, ${wanted} wanted`);
}
