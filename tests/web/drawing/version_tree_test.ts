import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import type { Vistrail } from "../../../runtime/vistrail/vistrail.ts";
import { openVistrail } from "../../../runtime/vt_file/bundle.ts";
import { placeVersions } from "../../../web/drawing/version_tree.ts";
import { VersionTreeDrawing } from "../../../web/drawing/version_tree_drawing.tsx";
import { corpusTest } from "../../fixtures/corpus.ts";

/** A vistrail of versions by parent, of which some have annotations: `[version, key, value]`. */
function vistrailOf(
  parents: Readonly<Record<number, number>>,
  annotations: readonly (readonly [number, string, string])[] = [],
): Vistrail {
  const actions = Object.entries(parents).map(([id, parent]) => {
    const action = { id: Number(id), parent, date: "2026-11-22 12:00:00", user: "ada", session: 1 };
    return [Number(id), { ...action, annotations: [], operations: [] }] as const;
  });
  return {
    name: "",
    schemaVersion: "1.0.4",
    actions: new Map(actions),
    actionAnnotations: annotations.map(([actionId, key, value]) => ({
      actionId,
      key,
      value,
      id: null,
      date: null,
      user: null,
    })),
    annotations: [],
    variables: [],
    parameterExplorations: [],
  };
}

Deno.test("placeVersions() puts versions below what they were made from, branches beside each other", () => {
  const tagged = [2, 3, 4].map((id) => [id, "__tag__", `t${id}`] as const);
  const { versions, columns, rows } = placeVersions(vistrailOf({ 1: 0, 2: 1, 3: 2, 4: 2 }, tagged));
  const places = new Map(versions.map(({ id, column, row }) => [id, [column, row]]));
  deepEqual([places.get(0)![1], places.get(2)![1], places.get(3)![1], places.get(4)![1]], [0, 1, 2, 2]);
  equal(places.get(2)![0], (places.get(3)![0] + places.get(4)![0]) / 2);
  deepEqual([columns, rows], [2, 3]);
});

Deno.test("placeVersions() folds versions without a tag, and says how many", () => {
  const { versions, lines } = placeVersions(vistrailOf({ 1: 0, 2: 1, 3: 2, 4: 3 }, [[4, "__tag__", "end"]]));
  deepEqual(versions.map(({ id }) => id), [0, 4]);
  deepEqual(lines.map(({ folded }) => folded), [3]);
});

Deno.test("placeVersions() shows the version that is looked at, with those next to it", () => {
  const parents = { 1: 0, 2: 1, 3: 2, 4: 3, 5: 4, 6: 5 };
  const { versions } = placeVersions(vistrailOf(parents, [[6, "__tag__", "end"]]), 3);
  deepEqual(versions.map(({ id }) => id), [0, 2, 3, 4, 6]);
});

Deno.test("VersionTreeDrawing tells tags, notes, prunes and the default in words, and takes them for data", () => {
  const vistrail = vistrailOf({ 1: 0, 2: 1, 3: 1 }, [
    [1, "__tag__", "<script>alert(1)</script>"],
    [1, "__notes__", "about <b>this</b>"],
    [2, "__prune__", "True"],
    [3, "__tag__", "new"],
  ]);
  const text = String(
    VersionTreeDrawing({ tree: placeVersions(vistrail), linkOf: (id) => `/v/${id}`, current: 3, title: "Versions" }),
  );
  match(
    text,
    /<title>Version 1 · notes, “&lt;script&gt;alert\(1\)&lt;\/script&gt;”, 2026-11-22 12:00:00 by ada, about this</,
  );
  match(text, /<title>Version 2 · pruned/);
  match(text, /href="\/v\/3" aria-current="true"><title>Version 3 · default, “new”/);
  doesNotMatch(text, /<script| style=/);
});

corpusTest("placeVersions() never draws two versions of a real file on each other", async (corpus) => {
  for (const name of ["lung", "vtk", "plot", "brain_vistrail", "mta", "infovis"]) {
    const { vistrail } = await openVistrail(`${corpus}/vt/examples/${name}.vt`);
    const { versions, columns } = placeVersions(vistrail);
    for (const row of Map.groupBy(versions, (version) => version.row).values()) {
      const sorted = row.map(({ column }) => column).sort((a, b) => a - b);
      ok(sorted.every((column, i) => i === 0 || column - sorted[i - 1] >= 1), `${name}: ${sorted.join(" ")}`);
      ok(sorted[0] >= 0 && sorted.at(-1)! < columns);
    }
  }
});
