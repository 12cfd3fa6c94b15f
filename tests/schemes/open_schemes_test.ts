import assert from "node:assert/strict";
import type { ExecutionTarget } from "../../runtime/scheme/execution_target.ts";
import { openSchemes, whyUnusable } from "../../schemes/open_schemes.ts";
import { readParameters } from "../../schemes/target_parameters.ts";
import { computeAll, farSide, requestOf } from "./requests.ts";

function target(scheme: string, parameters: Record<string, string> = {}, name = "box"): ExecutionTarget {
  return { name, scheme, parameters };
}

Deno.test("openSchemes() opens one scheme for each target, when it is asked for, and closes them", async () => {
  await using schemes = openSchemes({ farSide });
  const first = schemes.of(target("worker", { size: "1" }));
  assert.equal(schemes.of(target("worker", { size: "1" })), first);
  assert.notEqual(schemes.of(target("worker", { size: "2" })), first);
  assert.notEqual(schemes.of(target("worker", { size: "1" }, "other")), first);
  assert.equal(schemes.of(target("process")).name, "process");
  assert.equal((await first.compute(requestOf("Echo", { inputs: { value: 3 } }))).status, "completed");
  await schemes[Symbol.asyncDispose]();
  await assert.rejects(first.compute(requestOf("Echo", { inputs: { value: 3 } })), { name: "SchemeError" });
});

Deno.test("openSchemes() hands on what a target allows", async () => {
  await using schemes = openSchemes({ farSide });
  const folder = Deno.makeTempDirSync();
  const read = new URL("fixtures/", import.meta.url).pathname;
  const scheme = schemes.of(target("process", { size: "1", "allow-read": read, "allow-write": folder }));
  const lines = [`${folder}/a`, "/tmp/vt_must_not_be"].map((file) => ({ inputs: { file, line: "x" } }));
  const [may, mayNot] = await computeAll(scheme, lines.map((line) => requestOf("AddsALine", line)));
  assert.equal(may.status, "completed");
  assert.match(mayNot.status === "failed" ? mayNot.message : "", /^NotCapable/);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("openSchemes() refuses what it cannot use", async () => {
  await using schemes = openSchemes({ farSide });
  assert.throws(() => schemes.of(target("ipython")), /Cannot use target box: there is no scheme ipython, only worker/);
});

Deno.test("whyUnusable() tells what is wrong with a description", () => {
  const wrong = (scheme: string, parameters: Record<string, string>) => whyUnusable(target(scheme, parameters));
  assert.equal(wrong("worker", {}), undefined);
  assert.equal(wrong("process", { size: "4", memory: "512", "allow-net": "a.b:80,c" }), undefined);
  assert.equal(wrong("process", { sizes: "4" }), "scheme process has no parameter sizes: did you mean size?");
  assert.match(wrong("worker", { "allow-net": "" }) ?? "", /scheme worker has no parameter allow-net/);
  for (const size of ["0", "-1", "1.5", "", "many", "1e3", "99999999999"]) {
    assert.match(wrong("worker", { size }) ?? "", /^size is ".*", a whole number of at least 1 wanted$/);
  }
});

Deno.test("readParameters() reads lists, and nothing as all", () => {
  assert.deepEqual(readParameters(target("process", { "allow-net": "", "allow-read": "/a,/b", memory: "64" })), {
    memoryMb: 64,
    permissions: { net: true, read: ["/a", "/b"] },
  });
  assert.deepEqual(readParameters(target("process")), {});
});
