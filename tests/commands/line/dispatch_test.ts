import assert from "node:assert/strict";
import { evaluate, type Finished } from "../../support/vt_process.ts";

/** Dispatches the arguments to a command `try` whose `run` has the body. */
async function dispatch(args: readonly string[], body: string): Promise<Finished> {
  return await evaluate(`
    import { dispatch } from "ROOT/commands/line/dispatch.ts";
    import { defineCommand } from "ROOT/commands/line/command.ts";
    import * as errors from "ROOT/runtime/errors.ts";
    import { printLine } from "ROOT/commands/line/terminal.ts";
    const command = defineCommand({
      name: "try", summary: "Tries", usage: "[X]", examples: [["vt try", "tries it"]],
      options: { json: { type: "boolean", doc: "as JSON" } },
      async run({ operands, options }) { ${body} },
    });
    Deno.exit(await dispatch(${JSON.stringify(args)}, { try: () => Promise.resolve({ command }) }));
  `);
}

Deno.test("dispatch() gives a command its arguments and returns its exit code", async () => {
  const ran = await dispatch(["try", "a", "--json", "b"], "printLine(JSON.stringify([operands, options])); return 75;");
  assert.deepEqual(ran, { code: 75, stdout: '[["a","b"],{"json":true}]\n', stderr: "" });
});

Deno.test("dispatch() says an InputError in one line", async () => {
  const ran = await dispatch(["try"], 'throw new errors.InputError("Cannot a:\\n\\x1b[31m b");');
  assert.deepEqual(ran, { code: 2, stdout: "", stderr: "vt: Cannot a: [31m b\n" });
});

Deno.test("dispatch() says in one line that what it printed could not be written", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  const main = new URL("../../../main.ts", import.meta.url).pathname;
  const args = ["-c", 'exec "$0" run -A "$1" --help > /dev/full', Deno.execPath(), main];
  const { code, stderr } = await new Deno.Command("sh", { args, env: { NO_COLOR: "1" } }).output();
  assert.match(new TextDecoder().decode(stderr), /^vt: Cannot write the results: No space left on device.*\n$/);
  assert.equal(code, 2);
});

Deno.test("dispatch() shows where to read on after a wrong option", async () => {
  const ran = await dispatch(["try", "--jsno"], "return 0;");
  const stderr = "vt: Unknown option --jsno: did you mean --json? (vt try --help shows how)\n";
  assert.deepEqual(ran, { code: 2, stdout: "", stderr });
});

Deno.test("dispatch() says each problem of a pipeline on a line", async () => {
  const ran = await dispatch(
    ["try"],
    `
    const problem = (module: string) => ({ module, name: "M", message: "is wrong", severity: "error" as const });
    throw new errors.InvalidPipelineError([problem("1"), problem("3,4")]);`,
  );
  assert.equal(ran.code, 2);
  assert.equal(ran.stderr, "vt: Cannot run the pipeline:\n  module 1 (M): is wrong\n  module 3,4 (M): is wrong\n");
});

Deno.test("dispatch() calls anything else a bug, with its stack", async () => {
  const ran = await dispatch(["try"], 'throw new TypeError("x is not a function");');
  assert.equal(ran.code, 70);
  assert.match(ran.stderr, /^vt: TypeError: x is not a function\n +at .*\n(.*\n)*vt: This is a bug in vt; .*\n$/);
});

Deno.test("dispatch() knows commands that are nearly right, and files", async () => {
  const wrong = await Promise.all(
    [["tyr"], ["x.vt:3"], ["constructor"], ["--vresion"]].map((args) => dispatch(args, "return 0;")),
  );
  assert.deepEqual(wrong.map(({ code, stderr }) => [code, stderr]), [
    [2, "vt: Unknown command tyr: did you mean vt try?\n"],
    [2, "vt: Unknown command x.vt:3: did you mean vt run x.vt:3?\n"],
    [2, "vt: Unknown command constructor: vt --help lists them\n"],
    [2, "vt: Unknown option --vresion: vt --help lists them\n"],
  ]);
});

Deno.test("dispatch() shows help however one asks for it", async () => {
  const overviews = await Promise.all([[], ["--help"], ["-h"], ["help"]].map((args) => dispatch(args, "return 1;")));
  for (const { code, stdout } of overviews) assert.deepEqual([code, stdout], [0, overviews[0].stdout]);
  assert.match(overviews[0].stdout, /vt try +tries it/);
  const helps = await Promise.all(
    [["help", "try"], ["try", "--help"], ["try", "--wrong", "-h"]].map((args) => dispatch(args, "return 1;")),
  );
  for (const { code, stdout } of helps) assert.deepEqual([code, stdout], [0, helps[0].stdout]);
  assert.match(helps[0].stdout, /Usage\n {2}vt try \[X\]\n/);
});

Deno.test("dispatch() ends quietly when nobody reads stdout any more", async () => {
  const ran = await evaluate(`
    const source = ${
    JSON.stringify(`
      import { dispatch } from "ROOT/commands/line/dispatch.ts";
      import { printLine } from "ROOT/commands/line/terminal.ts";
      const run = () => { for (let i = 0; i < 1e6; i++) printLine("line " + i); return Promise.resolve(0); };
      const command = { name: "try", summary: "", usage: "", examples: [], options: {}, run };
      Deno.exit(await dispatch(["try"], { try: () => Promise.resolve({ command }) }));
    `)
  };
    const args = ["eval", "--quiet", "--ext=ts", source];
    const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "piped" }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    await reader.cancel();
    console.log((await child.status).code, JSON.stringify(await child.stderr.text()));
  `);
  assert.equal(ran.stdout, '141 ""\n');
});
