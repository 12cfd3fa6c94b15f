import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { ModuleError, ModuleSuspended, python } from "vt";
import { PythonHost } from "../../../modules/python/python_host.ts";
import { HAS_PYTHON, HostContext, pythonTest } from "./source_runner.ts";

pythonTest("run() gives what is printed in order, whoever prints it", async ({ run, printed, context }) => {
  await run(`import os, sys
print("a")
os.system("echo b; echo warning >&2")
os.write(1, b"c\\n")
print("d", end="")
sys.stderr.write("first\\nsecond\\n")`);
  equal(printed(), "a\nb\nc\nd");
  deepEqual(context.logged, ["warning", "first", "second"]);
});

pythonTest("run() runs one source after the other, in the order of the calls", async ({ run, printed }) => {
  const calls = [1, 2, 3].map((i) => run("import time\nprint(i)\ntime.sleep(0.01)\nprint(i)\no = i", { i }));
  deepEqual((await Promise.all(calls)).map(({ o }) => o), [1, 2, 3]);
  equal(printed(), "1\n1\n2\n2\n3\n3\n");
});

pythonTest("run() rejects with the exception, its stack is Python's", async ({ run }) => {
  const error = await run("def f():\n    return {}['k']\nf()").catch((error) => error);
  equal(error instanceof python.PythonError, true);
  equal(error.message, "KeyError: 'k'");
  equal(
    error.stack,
    `Traceback (most recent call last):
  File "<string>", line 3, in <module>
    f()
  File "<string>", line 2, in f
    return {}['k']
KeyError: 'k'
`,
  );
});

pythonTest("run() outlives sys.exit()", async ({ run }) => {
  await rejects(run("import sys\nx = sys.process = 1\nsys.exit(3)"), { message: "SystemExit: 3" });
  deepEqual(await run("import sys\no = sys.process"), { o: 1 });
});

pythonTest("run() fails when the process ends, and the next call has a new one", async ({ run, printed }) => {
  const calls = [run("import os\nprint('before')\nos._exit(4)"), run("o = 2")];
  await rejects(calls[0], { message: "The Python process ended while it ran this module: exit code 4" });
  deepEqual(await calls[1], { o: 2 });
  equal(printed(), "before\n");
});

pythonTest("run() tells what Python said when it was killed by its own mistake", async ({ run, context }) => {
  await rejects(run("import ctypes\nctypes.string_at(0)"), { name: "ModuleError", message: /killed by SIGSEGV$/ });
  match(context.logged.join("\n"), /Fatal Python error: Segmentation fault/);
});

pythonTest("run() interrupts the source when it is cancelled, and the process goes on", async ({ run, context }) => {
  context.onPrint = () => context.controller.abort();
  const source = "import sys, time\nsys.kept = 1\nprint('begun')\ntime.sleep(1000)";
  await rejects(run(source), { name: "ModuleError", message: "Interrupted by user" });
  await rejects(run("o = 1"), { message: "Interrupted by user" });
  deepEqual(await run("import sys\no = sys.kept", {}, { context: new HostContext() }), { o: 1 });
});

pythonTest(
  "run() kills a source that does not heed the interruption, with what it started",
  async ({ run, context }) => {
    context.onPrint = () => context.controller.abort();
    const source = `import signal, subprocess
signal.signal(signal.SIGINT, signal.SIG_IGN)
child = subprocess.Popen(["sleep", "1000"])
print(child.pid)
child.wait()`;
    await rejects(run(source), { message: /ended while it ran this module: killed by SIGKILL$/ });
  },
);

pythonTest("run() keeps forked processes away from the frames", async ({ run, printed }) => {
  const { o } = await run(`import os, sys
pid = os.fork()
if pid == 0:
    print("child")
    sys.exit(0)
os.waitpid(pid, 0)
print("parent")
o = 1`);
  equal(o, 1);
  equal(printed(), "child\nparent\n");
});

pythonTest("run() suspends, and the handle is asked where it is", async ({ run }) => {
  const source = `from vistrails.core.modules.vistrails_module import ModuleSuspended
class Handle(object):
    asked = 0
    def finished(self):
        self.asked += 1
        return self.asked > 1
raise ModuleSuspended(self, "not yet", handle=Handle())`;
  const error = await run(source).catch((error) => error);
  equal(error instanceof ModuleSuspended, true);
  equal(error.message, "not yet");
  deepEqual([await error.handle.finished(), await error.handle.finished()], [false, true]);
  await run("import os\nos._exit(0)").catch(() => {});
  await rejects(error.handle.finished(), { message: /^Cannot ask the job: the Python process/ });
});

pythonTest("run() passes on errors of the temporary files' maker", async ({ run, context }) => {
  context.temporaryPath = () => {
    throw new Error("no room");
  };
  await rejects(run("self.interpreter.filePool.create_file()"), { message: "OSError: no room" });
});

async function withPython(named: string, test: () => Promise<void>): Promise<void> {
  const before = Deno.env.get("VT_PYTHON");
  Deno.env.set("VT_PYTHON", named);
  try {
    await test();
  } finally {
    if (before === undefined) Deno.env.delete("VT_PYTHON");
    else Deno.env.set("VT_PYTHON", before);
  }
}

Deno.test("run() says which Python is not there", async () => {
  await withPython("/no/python", async () => {
    await using host = new PythonHost();
    const call = host.run({ source: "", inputs: [], outputs: [] }, new HostContext());
    await rejects(
      call,
      (error: Error) =>
        error instanceof ModuleError && error.message.startsWith("Cannot find Python: there is no program /no/python;"),
    );
  });
});

pythonTest("run() tells that a Python is too old", async () => {
  using context = new HostContext();
  const old = context.temporaryPath("file");
  const pretend = "import sys; sys.version_info = (2, 7, 18); exec(sys.argv[1])";
  Deno.writeTextFileSync(old, `#!/bin/sh\nexec python3 -c '${pretend}' "$2"\n`);
  Deno.chmodSync(old, 0o755);
  await withPython(old, async () => {
    await using host = new PythonHost();
    await rejects(host.run({ source: "", inputs: [], outputs: [] }, context), { message: /exit code 1$/ });
    // A shell may complain of the locale before.
    equal(context.logged.filter((line) => line.startsWith("vt needs Python 3.6 or later, this is 2.7:")).length, 1);
  });
});

const KILLED = `
import { PythonHost } from "./modules/python/python_host.ts";
import { HostContext } from "./tests/modules/python/source_runner.ts";
const context = new HostContext();
context.onPrint = () => Deno.kill(Deno.pid, "SIGKILL");
const source = "import subprocess\\npipe = open(path, 'w')\\nprint('begun')\\nsubprocess.call(['sleep', '1000'], stdout=pipe)";
await new PythonHost().run({ source, inputs: [["path", Deno.args[0]]], outputs: [] }, context);
`;

Deno.test("the host ends with a program that was killed, with what it started", { ignore: !HAS_PYTHON }, async () => {
  const path = `${Deno.makeTempDirSync()}/pipe`;
  new Deno.Command("mkfifo", { args: [path] }).outputSync();
  const root = new URL("../../../", import.meta.url);
  const program = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "-", path],
    cwd: root,
    stdin: "piped",
  })
    .spawn();
  const writer = program.stdin.getWriter();
  await writer.write(new TextEncoder().encode(KILLED));
  await writer.close();
  // The pipe ends when neither the host nor its child holds it.
  equal(await Deno.readTextFile(path), "");
  equal((await program.status).signal, "SIGKILL");
  Deno.removeSync(new URL(".", `file://${path}`), { recursive: true });
});
