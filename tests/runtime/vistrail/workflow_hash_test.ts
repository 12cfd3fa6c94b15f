import { deepEqual, equal, notEqual } from "node:assert/strict";
import { materialise } from "../../../runtime/vistrail/materialise.ts";
import { leavesOf } from "../../../runtime/vistrail/version_tree.ts";
import { tagsOf } from "../../../runtime/vistrail/vistrail.ts";
import { hashVersions, workflowHash } from "../../../runtime/vistrail/workflow_hash.ts";
import { bundlePipeline, openVistrail } from "../../../runtime/vt_file/bundle.ts";
import { readVistrail } from "../../../runtime/vt_file/vistrail_xml.ts";
import { corpusTest } from "../../fixtures/corpus.ts";
import { action, addModule, vistrailXml } from "../../fixtures/make_vistrail.ts";

const hashOf = (operations: string) =>
  workflowHash(materialise(readVistrail(vistrailXml(action(1, 0, operations))), 1));

Deno.test("workflowHash() is SHA-256 of the canonical form", async () => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("[[],[]]"));
  equal(await hashOf(""), new Uint8Array(digest).toHex());
});

Deno.test("workflowHash() does not depend on the order of operations, but on content", async () => {
  equal(await hashOf(addModule(0, 0) + addModule(1, 1)), await hashOf(addModule(0, 1) + addModule(1, 0)));
  notEqual(await hashOf(addModule(0, 0)), await hashOf(addModule(0, 0, "Float")));
});

interface Expected {
  readonly file: string;
  readonly schemaVersion: string;
  readonly actionCount: number;
  readonly leaves: readonly number[];
  readonly tags: Record<string, string>;
  readonly hashes: Record<string, readonly [full: string]>;
}

corpusTest("hashVersions() gives VisTrails' hash of every version of every real file", async (corpus) => {
  for (const { name } of Deno.readDirSync(`${corpus}/pipelines`)) {
    const expected: Expected = JSON.parse(Deno.readTextFileSync(`${corpus}/pipelines/${name}`));
    const bundle = await openVistrail(`${corpus}/vt/${expected.file}`);
    const { vistrail } = bundle;
    equal(vistrail.schemaVersion, expected.schemaVersion, expected.file);
    equal(vistrail.actions.size, expected.actionCount, expected.file);
    deepEqual(leavesOf(vistrail), expected.leaves.toSorted((a, b) => a - b), expected.file);
    deepEqual(Object.fromEntries(tagsOf(vistrail)), expected.tags, expected.file);
    const hashes = Object.entries(expected.hashes).map(([version, [full]]) => [Number(version), full] as const);
    deepEqual(await hashVersions(vistrail), new Map(hashes.sort((a, b) => a[0] - b[0])), expected.file);
    for (const version of leavesOf(vistrail)) await bundlePipeline(bundle, version);
    await Promise.all([bundle.executions(), bundle.mashups(), bundle.abstractions()]);
  }
});
