import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { type AnyDefinition, PathValue } from "vt";
import { parseTool } from "../../../modules/cl_tools/tool_file.ts";
import { readTools, toolFolder } from "../../../modules/cl_tools/tool_folder.ts";
import { toolModule } from "../../../modules/cl_tools/tool_module.ts";
import { assertNoneRuns } from "../../support/sleepers.ts";
import { WatchedContext } from "../url/loopback.ts";

function tool(description: object): AnyDefinition {
  return toolModule("tool", parseTool(JSON.stringify(description)));
}

/** A tool that is a script; its arguments are `$1`, … */
function script(text: string, more: { readonly args?: unknown[] } & Record<string, unknown> = {}): AnyDefinition {
  const own = [["constant", "-c", "string", {}], ["constant", text, "string", {}], ["constant", "sh", "string", {}]];
  return tool({ command: "sh", stdout: ["out", "string", {}], ...more, args: [...own, ...more.args ?? []] });
}

type Values = Readonly<Record<string, unknown>>;

async function run(definition: AnyDefinition, inputs: Values = {}, context = new WatchedContext()): Promise<Values> {
  using _ = context;
  return await definition.compute!(inputs, context) as Values;
}

/** Prints each argument in brackets. */
const PRINT = `printf '[%s]' "$@"`;

Deno.test("toolModule() makes ports of what the description says", () => {
  const definition = tool({
    command: "prog",
    args: [
      ["Input", "number", "Integer", { required: "", desc: "How many." }],
      ["Input", "texts", "List", { type: "String" }],
      ["Output", "result", "File", { required: "" }],
      ["InputOutput", "edited", "File", {}],
      ["Constant", "-v", "Flag", {}],
    ],
    stdin: ["in", "File", {}],
    stderr: ["err", "String", {}],
    options: { env_port: "" },
  });
  const described = (ports: AnyDefinition["inputs"]) =>
    Object.entries(ports).map(([name, { types, hidden, optional }]) => [name, types[0].name, hidden, optional]);
  deepEqual(described(definition.inputs), [
    ["in", "File", true, true],
    ["env", "String", false, true],
    ["number", "Integer", false, true],
    ["texts", "List", true, true],
    ["edited", "File", true, false],
  ]);
  deepEqual(described(definition.outputs), [
    ["err", "String", true, false],
    ["result", "File", false, false],
    ["edited", "File", true, false],
    ["return_code", "Integer", false, false],
  ]);
  equal(definition.inputs.number.doc, "How many.");
});

Deno.test("a tool gets its arguments in order, with flags and prefixes, and no shell looks at them", async () => {
  using context = new WatchedContext();
  const file = new PathValue(context.temporaryPath("file"));
  const definition = script(PRINT, {
    args: [
      ["constant", "all", "string", { flag: "-a" }],
      ["constant", "-b", "string", { flag: "-b" }],
      ["constant", "x", "string", { prefix: "--y=" }],
      ["input", "yes", "flag", { flag: "-t" }],
      ["input", "no", "flag", { flag: "-f" }],
      ["input", "named", "flag", {}],
      ["input", "file", "file", { flag: "-i" }],
      ["input", "list", "list", { flag: "-l", prefix: "p", type: "Integer" }],
      ["input", "texts", "string", {}],
      ["input", "unset", "string", { flag: "-u" }],
    ],
  });
  const { out, return_code } = await run(definition, {
    yes: [true],
    no: [false],
    named: [true],
    file: [file],
    list: [[1, 2], [3]],
    texts: ["a b; echo $HOME", "*"],
  });
  equal(return_code, 0);
  equal(
    out,
    `[-a][all][-b][--y=x][-t][named][-i][${file.name}][-l][p1][-l][p2][a b; echo $HOME][*]`,
  );
});

Deno.test("a tool writes files, and works on copies of those that it edits", async () => {
  using context = new WatchedContext();
  const edited = new PathValue(context.temporaryPath("file"));
  Deno.writeTextFileSync(edited.name, "before");
  const definition = script('printf text > "$2"; printf bytes > "$3"; printf after >> "$5"', {
    args: [
      ["output", "text", "string", { flag: "-o", suffix: ".txt" }],
      ["output", "file", "file", {}],
      ["inputoutput", "edited", "file", { flag: "-e" }],
    ],
  });
  const results = await definition.compute!({ edited }, context) as Values;
  deepEqual([results.text, readFile(results.file), readFile(results.edited)], ["text", "bytes", "beforeafter"]);
  equal((results.file as PathValue).name.endsWith(".cld"), true);
  equal(readFile(edited), "before");
  await rejects(run(definition, { edited: new PathValue("/no/such") }), {
    message: "Error copying file '/no/such': IOError: [Errno 2] No such file or directory: '/no/such'",
  });
});

function readFile(value: unknown): string {
  return Deno.readTextFileSync((value as PathValue).name);
}

Deno.test("a tool's standard streams are ports, whether as files or by pipes", async () => {
  for (const options of [{}, { std_using_files: "" }]) {
    using context = new WatchedContext();
    const streams = { stdin: ["in", "string", {}], stdout: ["out", "file", {}], stderr: ["err", "string", {}] };
    const definition = script("cat; echo problem >&2", { ...streams, options });
    const results = await definition.compute!({ in: "some\ntext" }, context) as Values;
    deepEqual([readFile(results.out), results.err], ["some\ntext", "problem\n"]);
  }
  const path = new PathValue(import.meta.filename!);
  const { out } = await run(script("head -c 6", { stdin: ["in", "file", {}] }), { in: path });
  equal(out, "import");
  equal((await run(script("cat", { stdin: ["in", "file", {}] }))).out, "", "nothing is read unless something is given");
});

Deno.test("what a tool writes to streams that are no ports is printed, and logged by lines", async () => {
  const context = new WatchedContext();
  const definition = script("printf 'é\\n'; printf 'one\\ntwo' >&2", { stdout: undefined });
  deepEqual(await run(definition, {}, context), { return_code: 0 });
  deepEqual([context.printed.join(""), context.logged], ["é\n", ["one", "two"]]);
});

Deno.test("a tool may have to return what its description says", async () => {
  deepEqual(await run(script("exit 3")), { out: "", return_code: 3 });
  deepEqual(await run(script("exit 3", { return_code: 3 })), { out: "", return_code: 3 });
  await rejects(run(script("exit 3", { return_code: 2 })), { message: "Command returned 3 (!= 2)" });
  await rejects(run(script("exit 3", { return_code: 3, options: { fail_with_cmd: "" } })), {
    message: "Command returned 3 (!= 0)",
  });
  await rejects(run(script("kill -9 $$", { return_code: 0 })), { message: "Command returned -9 (!= 0)" });
});

Deno.test("a tool runs in its directory, with the environment of its description and its port", async () => {
  const context = new WatchedContext();
  const options = { env: "A=1; B = 2", env_port: "" };
  const definition = script('printf "$A$B$C$PWD"', { dir: "/", options });
  equal((await run(definition, { env: ["B=3;", "C=4"] }, context)).out, "134/");
  deepEqual(context.notes, [["execution_env", "A=1;B=3;C=4"]]);
  await rejects(run(definition, { env: ["B"] }), {
    message: "Error parsing env port: ValueError: need more than 1 value to unpack",
  });
  await rejects(run(script("", { options: { env: "A=1=2" } })), {
    message: "Error parsing module env: ValueError: too many values to unpack",
  });
});

Deno.test("a tool fails as in VisTrails where it cannot run, or writes what cannot be read", async () => {
  const notThere = { message: "OSError: [Errno 2] No such file or directory" };
  await rejects(run(tool({ command: "/no/such/program" })), notThere);
  await rejects(run(tool({ command: "sh", dir: "/no/such/directory" })), notThere);
  await rejects(run(tool({ command: "/" })), /OSError/);
  await rejects(run(script("", { args: [["output", "o", "integer", {}]] })), {
    message: "ValueError: port o of class integer, File or String wanted",
  });
});

Deno.test("a tool that is cancelled ends with all processes that it started", async () => {
  const context = new WatchedContext();
  const started = Promise.withResolvers<number>();
  context.log = (line) => started.resolve(Number(line));
  const running = run(script("sleep 1000 & echo $! >&2; wait"), {}, context);
  const child = await started.promise;
  context.stop.abort(new Error("enough"));
  await rejects(running, { message: "enough" });
  await assertNoneRuns(() => [child]);
  const late = new WatchedContext();
  late.stop.abort(new Error("too late"));
  await rejects(run(script(""), {}, late), { message: "too late" });
});

Deno.test("readTools() makes a module of each .clt file, also of one that is wrong", () => {
  using context = new WatchedContext();
  const folder = context.temporaryPath("directory");
  Deno.writeTextFileSync(`${folder}/good.clt`, '{"command": "true", "__proto__": 1}');
  Deno.writeTextFileSync(`${folder}/bad.clt`, "{");
  Deno.writeTextFileSync(`${folder}/other.txt`, "");
  Deno.writeTextFileSync(`${folder}/CLTools.clt`, '{"command": "true"}');
  const [bad, good, ...more] = readTools(folder);
  deepEqual([good.name, good.doc, more], ["good", "Runs the command line tool true.", []]);
  throws(() => bad.compute!({}, context), { message: new RegExp(`^Cannot run bad: ${folder}/bad.clt: `) });
  deepEqual(readTools(`${folder}/none`), []);
  deepEqual(readTools(undefined), []);
});

Deno.test("toolFolder() is that of VisTrails unless VT_CLTOOLS names one", () => {
  const before = Deno.env.get("VT_CLTOOLS");
  Deno.env.set("VT_CLTOOLS", "/tools");
  equal(toolFolder(), "/tools");
  Deno.env.delete("VT_CLTOOLS");
  equal(toolFolder()?.endsWith("/.vistrails/CLTools") ?? Deno.env.get("HOME") === undefined, true);
  if (before !== undefined) Deno.env.set("VT_CLTOOLS", before);
});

Deno.test("parseTool() says what is wrong with a description", () => {
  const errors: [unknown, string][] = [
    [[], "the tool is [], an object wanted"],
    [{}, "command is missing, a program wanted"],
    [{ command: "x", args: {} }, "args is {}, a list wanted"],
    [
      { command: "x", args: [["in", "a", "File", {}]] },
      'type of an argument is "in", constant, input, output, inputoutput wanted',
    ],
    [{ command: "x", args: [["input", "a"]] }, "class of an argument is missing, a text wanted"],
    [{ command: "x", stdin: 1 }, "stdin is 1, a list wanted"],
    [{ command: "x", return_code: "0" }, 'return_code is "0", a number wanted'],
    [{ command: "x", dir: 1 }, "dir is 1, a directory wanted"],
  ];
  for (const [description, message] of errors) throws(() => parseTool(JSON.stringify(description)), { message });
});
