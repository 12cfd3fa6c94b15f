import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { PythonHost } from "../../../modules/python/python_host.ts";
import { HostContext, pythonTest } from "./source_runner.ts";

/** Runs a source in another host, with the output `o`. */
async function runElsewhere(source: string, inputs: Readonly<Record<string, unknown>>): Promise<unknown> {
  await using host = new PythonHost({ graceMs: 50 });
  using context = new HostContext();
  return (await host.run({ source, inputs: Object.entries(inputs), outputs: ["o"] }, context)).o;
}

pythonTest("an object is made again in another host, and what is done there does not change it", async ({ run }) => {
  const { o } = await run("o = {1, 2}");
  deepEqual(await runElsewhere("i.add(3)\no = sorted(i)", { i: o }), [1, 2, 3]);
  deepEqual(await run("o = sorted(i)", { i: o }), { o: [1, 2] });
});

pythonTest("what VisTrails has for values is itself in another host", async ({ run }) => {
  const { o } = await run(`from vistrails.core.modules.vistrails_module import InvalidOutput
o = {0: {InvalidOutput}, 1: {self.interpreter.filePool.create_file()}}`);
  const source = `from vistrails.core.modules.vistrails_module import InvalidOutput
o = [i[0] == {InvalidOutput}, type(i[1].pop()).__name__]`;
  deepEqual(await runElsewhere(source, { i: o }), [true, "PathObject"]);
});

pythonTest("an object that cannot be pickled stays usable where it is", async ({ run, context }) => {
  const { o } = await run(
    "class A(object):\n    def __reduce__(self): print('pickled'); raise SystemExit(3)\no = [A()]",
  );
  await rejects(runElsewhere("o = 1", { i: o }), (error: Error) => {
    equal(error.name, "ModuleError");
    match(error.message, /^Cannot use the value on input port 'i': Python cannot pickle the A \(SystemExit: 3\); let /);
    return true;
  });
  deepEqual(await run("o = type(i[0]).__name__", { i: o }), { o: "A" });
  deepEqual(context.printed, []);
});

pythonTest("an object of vt inside another cannot be pickled", async ({ run }) => {
  const { o } = await run("o = {i}", { i: new (class Own {})() });
  await rejects(runElsewhere("o = 1", { i: o }), /TypeError: cannot pickle <Own object of vt>/);
});

pythonTest("what makes an object again may fail", async ({ run }) => {
  const made = "import os\nclass Made(object):\n    def __reduce__(self): return os.strerror, (10 ** 30,)\no = Made()";
  const { o } = await run(made);
  await rejects(runElsewhere("o = 1", { i: o }), {
    message: /^Cannot use the value on input port 'i': it cannot be unpickled here \(OverflowError: /,
  });
});
