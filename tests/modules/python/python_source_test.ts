import { deepEqual, equal, rejects } from "node:assert/strict";
import { PathValue } from "vt";
import { PythonSource } from "../../../modules/basic/mod.ts";
import { pythonHost } from "../../../modules/python/python_host.ts";
import { FakeContext } from "../fake_context.ts";
import { HAS_PYTHON, pythonTest } from "./source_runner.ts";

const MODULE = "vistrails.core.modules.vistrails_module";

Deno.test("PythonSource decodes its source and uses its own ports", { ignore: !HAS_PYTHON }, async () => {
  await using _host = pythonHost;
  using context = new FakeContext({ inputs: ["i", "unset"], outputs: ["o", "none", "i"] });
  const inputs = { source: "o = i %2B 1 %25 2%C3%A9; none = 'unset' in dir()".replace("%C3%A9", ""), i: 4 };
  deepEqual(await PythonSource.compute(inputs, context), { o: 5, none: false, i: 4 });
});

pythonTest("a source finds its ports, outputs without value are None and not set", async ({ run }) => {
  deepEqual(
    await run("o = (i, p, sorted(n for n in dir() if n in ('i', 'o', 'p', 'source')))", { i: null }, {
      outputs: ["o", "p"],
    }).then(({ o }) => o).then((o) => JSON.stringify(o)),
    '{"items":[null,null,["i","o","p"]]}',
  );
  deepEqual(await run("o = None"), {});
  deepEqual(await run("pass", { o: 7 }), { o: 7 });
});

pythonTest(
  "a source divides as VisTrails does, and its lines may end as on Windows or an old Macintosh",
  async ({ run }) => {
    deepEqual(await run("o = 1 / 2\r\nif o:\r\n    o = o * 3\r\n"), { o: 1.5 });
    deepEqual(await run("o = 1\rif o:\r  o = 7 // 2"), { o: 3 });
  },
);

pythonTest("functions of a source see its variables", async ({ run }) => {
  deepEqual(await run("def f(n): return n if n < 2 else f(n - 1) + i\no = f(4)", { i: 10 }), { o: 31 });
});

pythonTest("self reads inputs under all its names", async ({ run }) => {
  const source = `o = [self.get_input("i"), self.getInputFromPort("i"), self.get_input_list("i"),
    self.force_get_input("x", 3), self.forceGetInputFromPort("x"), self.force_get_input_list("x"),
    self.has_input("i"), self.hasInputFromPort("x"), self.get_default_value("i"), self.get_input_connector("i")()]`;
  deepEqual(await run(source, { i: 1 }), { o: [1, 1, [1], 3, null, [], true, false, null, 1] });
});

pythonTest("self reads all values of a port", async ({ run }) => {
  const source = `o = [i, self.get_input_list("i"), self.forceGetInputListFromPort("i"), self.get_input_list("k")]`;
  deepEqual(await run(source, { i: [1], k: 3 }, { several: { i: [[1], [2.5]] } }), {
    o: [[1], [[1], [2.5]], [[1], [2.5]], [3]],
  });
});

pythonTest("self sets outputs; a variable that is None leaves them alone", async ({ run }) => {
  deepEqual(
    await run("self.setResult('o', 1); self.set_output('p', self.get_output('o'))", {}, { outputs: ["o", "p"] }),
    {
      o: 1,
      p: 1,
    },
  );
});

const ERRORS: readonly (readonly [source: string, message: string])[] = [
  ["fail('so')", "so"],
  [`from ${MODULE} import ModuleError\nraise ModuleError(self, 'custom')`, "custom"],
  ["from core.modules.vistrails_module import ModuleError\nraise ModuleError(self, 'old')", "old"],
  [`from ${MODULE} import ModuleError\nraise ModuleError(None, 'x')`, "A dynamic module raised an exception: 'x'"],
  ["self.get_input('x')", "Missing value from port x"],
  ["self.check_input('x')", "'x' is a mandatory port"],
  ["self.set_output('x', 1)", "output port 'x' not found"],
  ["self.job_monitor()", "Cannot run job, no job_monitor is specified!"],
  [
    "self.create_instance_of_type('p', 'N', 's')",
    "Cannot get module named N with identifier p and namespace s",
  ],
  ["self.set_streaming(None)", "Cannot stream: no input of the module is a stream"],
  ["o = zz", "NameError: name 'zz' is not defined"],
  [
    `from ${MODULE} import ModuleSuspended\nraise ModuleSuspended(self, 'm')`,
    "TypeError: __init__(): 'handle' argument not set",
  ],
  ["registry.get_module_by_name('p', 'N')", "MissingModule: Missing module N from package p"],
  ["o = raw_input()", "EOFError: EOF when reading a line"],
];

pythonTest("a source fails with VisTrails' texts", async ({ run }) => {
  for (const [source, message] of ERRORS) await rejects(run(source), { message });
});

pythonTest("an error may end the whole run", async ({ run }) => {
  const source = `from ${MODULE} import ModuleError\nraise ModuleError(self, 'all', abort=True)`;
  await rejects(run(source), { message: "all", abort: true });
});

pythonTest("the file pool makes temporary files of the run", async ({ run, context }) => {
  const source = `pool = self.interpreter.filePool
with open(pool.create_file(suffix=".txt").name, "w") as file: file.write("text")
o = [pool.make_local_copy(file.name), pool.create_directory()]`;
  const { o } = await run(source);
  deepEqual((o as PathValue[]).map(({ name }) => name), context.files.slice(1));
  equal(Deno.readTextFileSync(context.files[1]), "text");
  equal(context.files[1].endsWith(".txt"), true);
});

pythonTest("notes and progress reach the run", async ({ run, context }) => {
  await run("self.annotate({'k': (1, 2.5)}); self.logging.update_progress(self, 0.25)");
  deepEqual([JSON.stringify(context.notes), context.fractions], ['[["k",{"items":[1,2.5]}]]', [0.25]]);
});

pythonTest("cache_this() says that the outputs may be used again", async ({ run, context }) => {
  deepEqual(await run("o = self.is_cacheable()"), { o: false });
  equal(context.isCacheable, false);
  deepEqual(await run("cache_this(); o = self.is_cacheable()"), { o: true });
  equal(context.isCacheable, true);
});

pythonTest("the registries are there and know nothing", async ({ run }) => {
  const source = `
from vistrails.core.modules.module_registry import get_module_registry
o = [registry is get_module_registry(), registry.has_module('p', 'N'), package_manager.has_package('p')]`;
  deepEqual(await run(source), { o: [true, false, false] });
});
