/** A short form of `scripts/fuzz.ts`, which tries as many damaged files as one likes. */
import { deepEqual, notDeepEqual } from "node:assert/strict";
import { makeMutant } from "../scripts/fuzz/mutant.ts";
import { tryMutant } from "../scripts/fuzz/part.ts";
import { readSources } from "../scripts/fuzz/sources.ts";
import { CORPUS } from "./fixtures/corpus.ts";

const MUTANTS = 250;

Deno.test("bundles that are damaged or hostile are handled, or refused in one line", async () => {
  const folder = await Deno.makeTempDir({ prefix: "vt_test_" });
  try {
    const sources = await readSources(CORPUS);
    const findings: unknown[] = [];
    const states = new Set<string>();
    for (let seed = 1; seed <= MUTANTS; seed++) {
      const { state, finding } = await tryMutant(seed, sources, folder);
      states.add(state);
      if (finding !== undefined) findings.push({ seed, finding });
    }
    deepEqual(findings, []);
    deepEqual(states, new Set(["opened", "refused"]));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("makeMutant() gives the same for the same seed, and others for others", async () => {
  const sources = await readSources(undefined);
  deepEqual(await makeMutant(7, sources), await makeMutant(7, sources));
  notDeepEqual(await makeMutant(7, sources), await makeMutant(8, sources));
});
