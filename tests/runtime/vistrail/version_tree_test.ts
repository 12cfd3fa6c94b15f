import { deepEqual, equal } from "node:assert/strict";
import {
  abstractionUuid,
  actionDescription,
  defaultVersion,
  leavesOf,
  pipelineName,
} from "../../../runtime/vistrail/version_tree.ts";
import { readVistrail } from "../../../runtime/vt_file/vistrail_xml.ts";
import { action, actionAnnotation, add, addModule, vistrailXml } from "../../fixtures/make_vistrail.ts";

const UPGRADE = '<annotation id="0" key="__description__" value="Upgrade"/>';
const read = (content: string) => readVistrail(vistrailXml(content));

Deno.test("leavesOf() gives versions without children, pruned ones too", () => {
  const vistrail = read(action(3, 1) + action(1, 0) + action(2, 1) + actionAnnotation(2, "__prune__", "True"));
  deepEqual(leavesOf(vistrail), [2, 3]);
});

Deno.test("defaultVersion() is the last that is displayed", () => {
  equal(defaultVersion(read("")), 0);
  const chain = action(1, 0) + action(2, 1) + action(3, 2);
  equal(defaultVersion(read(chain)), 3);
  equal(defaultVersion(read(chain + actionAnnotation(3, "__prune__", "True"))), 2);
  equal(defaultVersion(read(chain + actionAnnotation(1, "__prune__", "True"))), 0);
  equal(defaultVersion(read(chain + actionAnnotation(3, "__prune__", "False"))), 3);
});

Deno.test("defaultVersion() passes over upgrades, unless they are tagged or changed", () => {
  const upgraded = action(1, 0) + action(2, 1, UPGRADE) + actionAnnotation(1, "__upgrade__", "2");
  equal(defaultVersion(read(upgraded)), 1);
  equal(defaultVersion(read(upgraded + actionAnnotation(2, "__tag__", "new"))), 2);
  equal(defaultVersion(read(upgraded + action(3, 2))), 3);
});

Deno.test("pipelineName() counts from the nearest tagged ancestor", () => {
  const vistrail = read(action(1, 0) + action(2, 1) + action(3, 2) + actionAnnotation(2, "__tag__", "good"));
  deepEqual([0, 1, 2, 3].map((id) => pipelineName(vistrail, id)), ["ROOT", "ROOT + 1", "good", "good + 1"]);
});

Deno.test("actionDescription() takes VisTrails' words", () => {
  const describe = (operations: string) => actionDescription(read(action(1, 0, operations)).actions.get(1)!);
  equal(describe(addModule(0, 0)), "Added module");
  equal(describe(addModule(0, 0) + addModule(1, 1)), "Added modules");
  equal(describe(add(0, "group", { id: 1 })), "Other action");
  equal(describe(add(0, "location", { id: 1 }, "module 0")), "Other action");
  equal(describe(UPGRADE), "Upgrade");
});

Deno.test("abstractionUuid() takes the highest", () => {
  const annotations = ["__abstraction_uuid__", "__abstraction_uuid_10__", "__abstraction_uuid_2__"]
    .map((key, i) => `<annotation id="${i}" key="${key}" value="${key}"/>`).join("");
  equal(abstractionUuid(read(annotations)), "__abstraction_uuid_10__");
  equal(abstractionUuid(read("")), undefined);
});
