import assert from "node:assert/strict";
import { openProcessScheme } from "../../schemes/process.ts";
import { contract } from "./contract.ts";
import { testBrokenFarSide } from "./contract_stopping.ts";
import { bare, computeAll, farSide, requestOf } from "./requests.ts";

contract("process", (options) => openProcessScheme({ farSide, ...options }));
testBrokenFarSide("process", (farSide) => openProcessScheme({ farSide, size: 1 }));

Deno.test("process scheme keeps what a module and its programs print out of the frames", async () => {
  await using scheme = openProcessScheme({ farSide, size: 1 });
  let logged = "";
  const reply = await scheme.compute(requestOf("Shouts"), {
    observe: (event) => void (logged += event.kind === "logged" ? event.text : ""),
  });
  assert.deepEqual(bare(reply), { status: "completed", outputs: { value: "done" } });
});

Deno.test("process scheme lets modules do only what they may", async () => {
  const folder = Deno.makeTempDirSync();
  const read = [new URL("fixtures/", import.meta.url).pathname];
  await using scheme = openProcessScheme({ farSide, size: 1, permissions: { read, write: [folder] } });
  const file = `${folder}/a`;
  const lines = [file, "/tmp/vt_must_not_be"].map((file) => requestOf("AddsALine", { inputs: { file, line: "x" } }));
  const [may, mayNot] = await computeAll(scheme, lines);
  assert.equal(may.status, "completed");
  assert.equal(Deno.readTextFileSync(file), "x\n");
  assert.match(mayNot.status === "failed" ? mayNot.message : "", /^NotCapable/);
  for (const address of ["https://jsr.io/vt_no_such.ts", "npm:vt-no-such-package", "https://example.com/a.ts"]) {
    const fetched = await scheme.compute(requestOf("Imports", { inputs: { address } }));
    const why = fetched.status === "failed" ? fetched.message : "";
    assert.match(
      why,
      /--cached-only|Requires import access/,
      "what may not speak to hosts does not ask them for files",
    );
  }
  Deno.removeSync(folder, { recursive: true });
});
