/** `vt init`: a folder to begin in, whose editor knows the types of vt. */
import { InputError, UsageError } from "../runtime/errors.ts";
import { IS_SELF_CONTAINED } from "../runtime/packing.ts";
import { typeSources } from "./init/type_sources.ts";
import { type Command, defineCommand } from "./line/command.ts";
import { print } from "./line/terminal.ts";
import { configFor, scriptConfig } from "./open/script_config.ts";

/** What `init` may be told. */
export interface InitOptions {
  /** True: only what an editor needs, for a folder that has its workflows already. */
  readonly types?: boolean;
  /** Whether vt is an executable, whose types must be written down too. */
  readonly isExecutable?: boolean;
}

/** Where the types of an executable go. */
const TYPES = ".vt/types";

/** The command. */
export const command: Command = defineCommand({
  name: "init",
  summary: "Makes a folder with a small workflow to begin with",
  usage: "[DIR]",
  options: { types: { type: "boolean", doc: "write only what tells an editor the types of vt" } },
  examples: [
    ["vt init my_workflow", "makes the folder my_workflow"],
    ["vt init --types", "lets the editor check the workflows that are here already"],
  ],
  notes: "Nothing is overwritten: where one of the files is there already, none is written.",
  run: async ({ operands: [dir = ".", ...more], options }) => {
    if (more.length > 0) throw new UsageError(`Cannot make ${more.join(" ")} too: one folder at a time`);
    print(await init(dir, options));
    return 0;
  },
});

/**
 * Writes a workflow that runs, and the settings by which editors know the types of vt, into `dir`; says what it wrote.
 * Throws an InputError where one of the files is there already: then nothing is written.
 */
export async function init(dir: string, options: InitOptions = {}): Promise<string> {
  if (dir === "") throw new InputError("Cannot make a folder whose name is empty");
  const { isExecutable = IS_SELF_CONTAINED || Deno.build.standalone } = options;
  const config = JSON.stringify(isExecutable ? configFor(`./${TYPES}`) : scriptConfig(), null, 2);
  const files = new Map([...(options.types ? [] : allFiles(dir)), ["deno.json", `${config}\n`]]);
  const sources = isExecutable ? await typeSources() : new Map<string, string>();
  const written = [...files.keys(), ...(isExecutable ? [TYPES] : [])];
  for (const name of written) {
    if (await exists(`${dir}/${name}`)) throw new InputError(`Cannot write ${dir}/${name}: it is there already`);
  }
  await writeAll(
    dir,
    new Map([...files, ...Array.from(sources, ([name, text]) => [`${TYPES}/${name}`, text] as const)]),
  );
  return [
    ...written.map((name) => `Wrote ${dir}/${name}`),
    ...(options.types ? [] : [`Run it: vt run ${dir}/workflow.ts`]),
    "",
  ].join("\n");
}

function allFiles(dir: string): ReadonlyMap<string, string> {
  const name = dir.split("/").filter((part) => part !== "" && !part.startsWith(".")).at(-1) ?? "workflow";
  return new Map([
    ["workflow.ts", WORKFLOW.replace('"NAME"', () => JSON.stringify(name))],
    [".gitignore", "# They are of this machine and of this vt: vt init --types makes them anew.\ndeno.json\n.vt/\n"],
    ["README.md", README.replace("NAME", () => name)],
  ]);
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw new InputError(`Cannot write ${path}: ${String(error)}`, { cause: error });
  }
}

/** Writes all files or, where one cannot be written, none. */
async function writeAll(dir: string, files: ReadonlyMap<string, string>): Promise<void> {
  const written: string[] = [];
  try {
    await Deno.mkdir(dir, { recursive: true });
    for (const [name, text] of files) {
      if (name.includes("/")) await Deno.mkdir(`${dir}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${dir}/${name}`, text, { createNew: true });
      written.push(name);
    }
  } catch (error) {
    for (const name of written) await Deno.remove(`${dir}/${name}`);
    throw new InputError(`Cannot write into ${dir}: ${String(error)}`, { cause: error });
  }
}

const README = `# NAME

\`vt run workflow.ts\` runs it, \`vt run workflow.ts --set n=100\` with another input.
\`vt check workflow.ts\` checks its wiring; an editor with the Deno extension shows the same while you type.
`;

const WORKFLOW = `import { defineModule, port, types as t, workflow } from "vt";
import { Range } from "vt/basic";
import { Sum } from "vt/control_flow";

export const Square = defineModule({
  name: "Square",
  doc: "The square of an integer.",
  inputs: { value: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  compute: ({ value }) => ({ value: value ** 2 }),
});

export default workflow("NAME", ({ add, input, output }) => {
  const n = input("n", t.Integer, 10);
  const numbers = add(Range, { stop: n });
  const squares = add(Square, { value: numbers.value }); // a list into a number: the module loops by itself
  output("sum", add(Sum, { InputList: squares.value }).Result);
});
`;
