import { deepEqual, equal, rejects } from "node:assert/strict";
import { pythonTest } from "./source_runner.ts";

const IMPORT = "from vistrails.core.modules.basic_modules import Generator\n";

pythonTest("set_streaming_output() gives the items of an iterator one by one", async ({ run, context }) => {
  const source = "self.set_streaming_output('o', iter([5, 2.0, 'x']), 3)\np = 7";
  deepEqual(await run(source, {}, { outputs: ["o", "p"] }), { o: "streamed", p: 7 });
  deepEqual([context.streaming!.ports, context.streaming!.size], [["o"], 3]);
  deepEqual(await context.next(), { o: 5 });
  deepEqual(await context.next(), { o: new Number(2) });
  deepEqual(await context.next(), { o: "x" });
  equal(await context.next(), undefined);
});

pythonTest(
  "set_streaming_output() takes iterators as Python 2 has them, and ends at None",
  async ({ run, context }) => {
    const source = `class Old(object):
    n = 0
    def next(self):
        self.n += 1
        return self.n if self.n < 3 else None
self.set_streaming_output('o', Old())`;
    await run(source);
    equal(context.streaming!.size, 0);
    deepEqual([await context.next(), await context.next(), await context.next()], [{ o: 1 }, { o: 2 }, undefined]);
  },
);

pythonTest("streams of one source go in step; one that is over has no items", async ({ run, context }) => {
  await run("self.set_streaming_output('o', iter('ab'))\nself.set_streaming_output('p', iter('c'))", {}, {
    outputs: ["o", "p"],
  });
  deepEqual(await context.next(), { o: "a", p: "c" });
  deepEqual(await context.next(), { o: "b" });
  equal(await context.next(), undefined);
});

pythonTest("a source makes Generators by itself; two may share what makes their items", async ({ run, context }) => {
  const source = `${IMPORT}import copy
module = copy.copy(self)
def steps():
    for n in range(2):
        module.set_output("o", n)
        module.set_output("p", n * n)
        yield True
    yield None
made = steps()
for port in ("o", "p"):
    self.set_output(port, Generator(size=2, module=module, generator=made, port=port))
`;
  await run(source, {}, { outputs: ["o", "p"] });
  deepEqual([await context.next(), await context.next(), await context.next()], [
    { o: 0, p: 0 },
    { o: 1, p: 1 },
    undefined,
  ]);
});

pythonTest(
  "set_streaming() runs a generator on for each item, and prints as it goes",
  async ({ run, context, printed }) => {
    const source = `def generator(module):
    total = 0
    while 1:
        total += module.get_input("i")
        print "so far", total
        module.set_output("o", total * k)
        yield
self.set_streaming(generator)`;
    context.streamed = new Map([["i", 4]]);
    deepEqual(await run(source, { i: {}, k: 2 }), { o: "streamed" });
    equal(context.streaming!.size, 4);
    equal(printed(), "");
    deepEqual(await context.next({ i: 1 }), { o: 2 });
    deepEqual(await context.next({ i: 10 }), { o: 22 });
    equal(printed(), "so far 1\nso far 11\n");
  },
);

pythonTest("a source reads the items of its streams by their Generators, too", async ({ run, context }) => {
  const source = `${IMPORT}module = self.__copy__()
received = i
def steps():
    while True:
        module.set_output("o", -received.next())
        yield True
self.set_output("o", Generator(i.size, module, steps(), "o"))`;
  context.streamed = new Map([["i", 4]]);
  await run(source, { i: {} });
  deepEqual([await context.next({ i: 3 }), await context.next({ i: 4 })], [{ o: -3 }, { o: -4 }]);
});

pythonTest("a step fails with the text alone, and other sources run between steps", async ({ run, context }) => {
  const source = `def items():
    yield 1
    raise ValueError("no more")
self.set_streaming_output('o', items())`;
  await run(source);
  const { streaming } = context;
  deepEqual(await streaming!.next({}), { o: 1 });
  deepEqual(await run("o = 8"), { o: 8 });
  await rejects(streaming!.next({}), { name: "ModuleError", message: "Error generating value: no more" });
});

pythonTest("a step fails when the process has ended", async ({ run, context }) => {
  await run("self.set_streaming_output('o', iter([1, 2]))");
  const { streaming } = context;
  await rejects(run("import os; os._exit(3)"));
  await rejects(streaming!.next({}), { message: "Cannot stream: the Python process has ended" });
});

pythonTest("objects stay what they are from one step to the next", async ({ run, context }) => {
  const source = `kept = []
def items():
    for n in range(2):
        kept.append(thing)
        yield kept[0]
self.set_streaming_output('o', items())`;
  class Thing {}
  const thing = new Thing();
  await run(source, { thing });
  equal((await context.next())!.o, thing);
  equal((await context.next())!.o, thing);
});
