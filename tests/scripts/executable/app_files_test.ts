import assert from "node:assert/strict";
import { packages } from "../../../modules/mod.ts";
import { appConfig, appFiles, ROOT, sourceFiles } from "../../../scripts/executable/app_files.ts";
import { moduleGraph } from "../../../scripts/executable/module_graph.ts";

const CONFIG = new URL("deno.json", ROOT);

/** Paths from the root of what these files import, and all that those import. */
async function reached(roots: readonly string[]): Promise<readonly string[]> {
  const { files, errors } = await moduleGraph(roots.map((path) => new URL(path, ROOT).href), CONFIG);
  assert.deepEqual(errors, []);
  return files.filter((url) => url.startsWith(ROOT.href)).map((url) => url.slice(ROOT.href.length));
}

Deno.test("an executable has every file that the program and the far sides of its schemes import", async () => {
  const sources = sourceFiles();
  const commands = sources.filter((path) => path.startsWith("commands/"));
  const files = await reached(["main.ts", "far_side.ts", ...commands]);
  assert.deepEqual(files.filter((path) => path !== "deno.json" && !sources.includes(path)), []);
  const assets = ["modules/jobs/wrapper.sh", "modules/python/vt_host/boot.py", "modules/python/vt_host/main.py"];
  for (const path of ["far_side.ts", "schemes/serve_worker.ts", "schemes/serve_process.ts", ...assets]) {
    assert.ok(files.includes(path), `${path} is not reached`);
  }
  assert.ok(files.length > 300 && packages.length > 8);
});

Deno.test("an executable has every file that the program finds by its URL", async () => {
  const files = (await appFiles(true)).map(({ path }) => path);
  const named = sourceFiles().filter((path) => path.endsWith(".ts")).flatMap((path) => {
    const text = Deno.readTextFileSync(new URL(path, ROOT));
    return [...text.matchAll(/new URL\(\s*[`"](\.[^`"$]*)(\$\{[^}]*\})?([^`"]*)[`"],\s*import\.meta\.url/g)]
      .map(([, before, computed, after]) => ({
        path,
        place: new URL(before, new URL(path, ROOT)).href,
        computed,
        after,
      }));
  });
  assert.ok(named.length >= 5);
  for (const { path, place, computed, after } of named) {
    const wanted = place.slice(ROOT.href.length);
    const isThere = files.some((file) =>
      computed !== undefined || wanted.endsWith("/") || wanted === ""
        ? file.startsWith(wanted) && file.endsWith(after)
        : file === wanted
    );
    assert.ok(isThere, `${path} names ${wanted}`);
  }
});

Deno.test("an executable has the packages that are imported, knows that it is one, and downloads none", async () => {
  const files = new Map((await appFiles(true)).map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)]));
  assert.ok(files.has("node_modules/@babel/parser/lib/index.js"));
  assert.match(files.get("runtime/packing.ts")!, /IS_SELF_CONTAINED: boolean = true;/);
  assert.deepEqual(JSON.parse(files.get("deno.json")!), appConfig());
  assert.equal(appConfig().nodeModulesDir, "manual");
  assert.ok(![...files.keys()].some((path) => path.startsWith("tests/") || path.endsWith(".map")));
  const compiled = (await appFiles(false)).find(({ path }) => path === "runtime/packing.ts")!;
  assert.match(new TextDecoder().decode(compiled.bytes), /IS_SELF_CONTAINED: boolean = false;/);
});
