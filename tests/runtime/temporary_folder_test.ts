import assert from "node:assert/strict";
import { liesInTemporaryFolder, makeTemporaryFolder } from "../../runtime/temporary_folder.ts";

Deno.test("liesInTemporaryFolder() knows what lies in each folder that was made, whatever number it got", () => {
  const parent = Deno.makeTempDirSync();
  for (let i = 0; i < 300; i++) {
    const folder = makeTemporaryFolder(parent, i % 2 === 0 ? undefined : "values");
    assert(liesInTemporaryFolder(`${folder}/1.csv`), folder);
    assert(!liesInTemporaryFolder(folder));
  }
  Deno.removeSync(parent, { recursive: true });
});

Deno.test("makeTemporaryFolder() says what to do where there is no place for one", () => {
  assert.throws(() => makeTemporaryFolder("/nowhere"), {
    name: "InputError",
    message: /^Cannot make a temporary folder in \/nowhere: .*; TMPDIR names another place$/,
  });
});

for (const path of ["/tmp/vt_/a", "/tmp/vt_results/a", "/tmp/vt_12/a", "/data/xvt_0123456789abcdef/a", "vt.ts"]) {
  Deno.test(`liesInTemporaryFolder(): ${path} is nobody's`, () => assert(!liesInTemporaryFolder(path)));
}
