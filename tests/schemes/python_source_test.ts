import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import type { ComputeEvent, ComputeRequest } from "../../runtime/scheme/compute_request.ts";
import { PathValue } from "../../runtime/values.ts";
import { HAS_PYTHON } from "../modules/python/source_runner.ts";
import { elsewhereTest, ends, grouped, sources } from "./python_pipeline.ts";
import { bare, computeAll, said, sourceRequest } from "./requests.ts";

function sourceOf(
  source: string,
  ...more: readonly [inputs?: ComputeRequest["inputs"], more?: Partial<ComputeRequest>]
): ComputeRequest {
  return sourceRequest(["org.vistrails.vistrails.basic", "PythonSource"], encodeURIComponent(source), ...more);
}

elsewhereTest("has its ports, with all values of one, and the folder of the run for its files", async (scheme) => {
  const folder = Deno.makeTempDirSync();
  const source = `file = self.interpreter.filePool.create_file(suffix=".txt")
open(file.name, "w").write(open(path.name).read())
o = (file, sum(map(sum, self.get_input_list("list"))), list[0], 5.0, 2 ** 60)`;
  const path = new PathValue(new URL("fixtures/doubled.ts", import.meta.url).pathname);
  const request = sourceOf(source, { list: [1, 2], path }, { values: { list: [[1, 2], [3]] }, folder });
  const reply = await scheme.compute(request);
  ok(reply.status === "completed", Deno.inspect(reply));
  const [file, ...rest] = reply.outputs.o as [PathValue, ...unknown[]];
  deepEqual(rest, [6, 1, Object(5), 2n ** 60n]);
  ok(file.name.startsWith(`${folder}/`) && file.name.endsWith(".txt"), file.name);
  equal(Deno.readTextFileSync(file.name), Deno.readTextFileSync(path.name));
  Deno.removeSync(folder, { recursive: true });
});

elsewhereTest(
  "tells what it prints while it goes on, its notes, its progress and whether it may be kept",
  async (scheme) => {
    using go = new TemporaryPath();
    const heard: ComputeEvent[] = [];
    const source = `import os, sys, time
print("a", i)
while not os.path.exists(path): time.sleep(0.001)
sys.stderr.write("b\\n")
os.system("echo c")
self.annotate({"k": [1]})
self.logging.update_progress(self, 0.5)
cache_this()`;
    const observe = (event: ComputeEvent): void => {
      heard.push(event);
      if (event.kind === "printed" && event.text === "a 1\n") Deno.writeTextFileSync(go.path, "go on");
    };
    equal((await scheme.compute(sourceOf(source, { i: 1, path: go.path }), { observe })).status, "completed");
    // What a program writes that the source starts comes by a way of its own: sooner or later than what the source says.
    const byProgram = { kind: "printed", text: "c\n" } as const;
    const isByProgram = (event: object): boolean => JSON.stringify(event) === JSON.stringify(byProgram);
    deepEqual(said(heard).filter(isByProgram), [byProgram]);
    deepEqual(said(heard).filter((event) => !isByProgram(event)), [
      { kind: "printed", text: "a 1\n" },
      { kind: "logged", text: "b" },
      { kind: "annotated", key: "k", value: [1] },
      { kind: "progress", fraction: 0.5 },
      { kind: "cacheable" },
    ]);
  },
);

const SUSPENDING = `from vistrails.core.modules.vistrails_module import ModuleSuspended
class Handle(object):
    def finished(self): return False
raise ModuleSuspended(self, "not yet", handle=Handle())`;

elsewhereTest("fails or is suspended with its text, and the next one runs", async (scheme) => {
  const replies = await computeAll(scheme, [
    sourceOf("fail('so')"),
    sourceOf("def f():\n    return {}['k']\nf()"),
    sourceOf(SUSPENDING),
    sourceOf("import os, sys\nsys.kept = 1\nos._exit(4)"),
    sourceOf("import sys\nself.set_streaming_output('o', iter([1]), 1)"),
    sourceOf("import sys\no = hasattr(sys, 'kept')"),
  ]);
  const [said, raised, suspended, ended, streamed, next] = replies;
  deepEqual(bare(said), { status: "failed", kind: "module", message: "so" });
  deepEqual(bare(raised), { status: "failed", kind: "python", message: "KeyError: 'k'" });
  match(raised.status === "failed" ? raised.trace! : "", /^Traceback .*\n {2}File "<string>", line 3, in <module>\n/);
  deepEqual(bare(suspended), { status: "suspended", message: "not yet" });
  match(ended.status === "failed" ? ended.message : "", /^The Python process ended .*: exit code 4$/);
  match(streamed.status === "failed" ? streamed.message : "", /^Cannot stream outputs: .*; set it to here$/);
  deepEqual(bare(next), { status: "completed", outputs: { o: false } });
});

elsewhereTest("is told as one that runs here, alone, in groups and in chains", async (scheme) => {
  const all = [
    { source: "o = [1]" },
    { source: "raise ValueError()", from: { i: 0 } },
    { source: "o = i", from: { i: 1 } },
  ];
  for (const last of ["raise ValueError()", "fail('so')", SUSPENDING, "1 +", "o = i[5]"]) {
    const three = [all[0], { source: last, from: { i: 0 } }, all[2]];
    for (const pipeline of [sources(...three), grouped(...three)]) {
      const all = { wantsAllOutputs: true };
      deepEqual(await ends(pipeline, () => scheme, all), await ends(pipeline, () => undefined, all));
    }
  }
});

/** Sources that do not end, of which the second cannot be interrupted. */
const ENDLESS = ["while True: pass", "sum(range(10 ** 12))"];

for (const [i, endless] of ENDLESS.entries()) {
  elsewhereTest(`ends when it is cancelled, with its process (${i + 1})`, async (scheme) => {
    using pipe = new TemporaryPath("pipe");
    const controller = new AbortController();
    const source = `import sys\nsys.pipe = open(path, "w")\nprint("begun")\n${endless}`;
    const reply = scheme.compute(sourceOf(source, { path: pipe.path }), {
      signal: controller.signal,
      observe: (event) => event.kind === "printed" && controller.abort(new Error("not wanted")),
    });
    const stopped = rejects(reply, /not wanted/).then(() => scheme[Symbol.asyncDispose]());
    equal(await endOf(pipe.path), "");
    await stopped;
  });
}

/** A source that holds a pipe with a program that it starts, until it ends. */
function holding(endless: string): string {
  return `import subprocess
pipe = open(path, "w")
subprocess.Popen(["sleep", "1000"], stdout=pipe)
print("begun")
${endless}`;
}

/** All that comes through a pipe, until nobody holds it. */
function endOf(path: string): Promise<string> {
  return Deno.readTextFile(path);
}

/** A path at which there is nothing, or a pipe. */
class TemporaryPath implements Disposable {
  readonly folder = Deno.makeTempDirSync();
  readonly path = `${this.folder}/path`;

  constructor(kind?: "pipe") {
    if (kind === "pipe") new Deno.Command("mkfifo", { args: [this.path] }).outputSync();
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

const KILLED = `
import { openProcessScheme, openWorkerScheme } from "./schemes/mod.ts";
import { farSide } from "./tests/schemes/requests.ts";
const [request, kind] = Deno.args;
const scheme = (kind === "worker" ? openWorkerScheme : openProcessScheme)({ farSide, size: 1 });
const observe = (event) => event.kind === "printed" && Deno.kill(Deno.pid, "SIGKILL");
await scheme.compute(JSON.parse(request), { observe });
`;

for (const kind of ["worker", "process"]) {
  for (const [i, endless] of ENDLESS.entries()) {
    const what = HAS_PYTHON ? i + 1 : "ignored: no python3";
    const name = `PythonSource in scheme ${kind} ends with a program that was killed, whatever it does (${what})`;
    Deno.test(name, { ignore: !HAS_PYTHON }, async () => {
      using pipe = new TemporaryPath("pipe");
      const request = JSON.stringify(sourceOf(holding(endless), { path: pipe.path }));
      const program = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", "--ext=ts", "-", request, kind],
        cwd: new URL("../../", import.meta.url),
        env: { TMPDIR: pipe.folder }, // what it could not remove goes with the pipe
        stdin: "piped",
      }).spawn();
      const writer = program.stdin.getWriter();
      await writer.write(new TextEncoder().encode(KILLED));
      await writer.close();
      equal(await endOf(pipe.path), "");
      equal((await program.status).signal, "SIGKILL");
    });
  }
}
