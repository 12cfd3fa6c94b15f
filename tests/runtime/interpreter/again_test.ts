import { deepEqual } from "node:assert/strict";
import { temporaryPlace } from "../../support/recorded_run.ts";
import { vt } from "../../support/vt_process.ts";

const SCRIPT = new URL("../../../examples/sum_of_squares.ts", import.meta.url).pathname;

async function states(store: string, ...options: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await vt(["run", SCRIPT, "--json", "--store", store, ...options]);
  const { modules } = JSON.parse(stdout) as { modules: Record<string, { name: string; status: string }> };
  return Object.values(modules).map(({ name, status }) => `${name} ${status}`);
}

Deno.test("a module is computed again with all that depends on it; what feeds it is reused", async () => {
  using place = temporaryPlace();
  await states(place.directory);
  const reused = ["InputPort cached", "Range cached", "Square cached", "Sum cached", "OutputPort cached"];
  deepEqual(await states(place.directory), reused);
  deepEqual(
    await states(place.directory, "--again", "Square"),
    ["InputPort cached", "Range cached", "Square completed", "Sum completed", "OutputPort completed"],
  );
  deepEqual(await states(place.directory), reused);
});

Deno.test("a module that is not there cannot be computed again", async () => {
  using place = temporaryPlace();
  const { code, stderr } = await vt(["run", SCRIPT, "--again", "Squar", "--store", place.directory]);
  deepEqual([code, stderr.trim()], [
    2,
    'vt: Cannot compute again: module "Squar" is not in the pipeline, did you mean Square',
  ]);
});
