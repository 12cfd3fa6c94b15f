import { deepEqual, equal } from "node:assert/strict";
import { allModules, type ExecutedWorkflow } from "../../../runtime/provenance/executed_workflow.ts";
import { fromVistrailsLog } from "../../../runtime/provenance/from_vistrails_log.ts";
import { toVistrailsLog } from "../../../runtime/provenance/to_vistrails_log.ts";
import type { WorkflowState } from "../../../runtime/record/log.ts";
import { openVistrail } from "../../../runtime/vt_file/bundle.ts";
import { proposedExec, schemaExec } from "../../../runtime/vt_file/vistrails_log_forms.ts";
import { readVistrailsLog } from "../../../runtime/vt_file/vistrails_log_xml.ts";
import { writeLog, writeLogFragments } from "../../../runtime/vt_file/write_vistrails_log.ts";
import { corpusTest } from "../../fixtures/corpus.ts";
import { BEGIN, executed, MODULES, ran } from "../../support/executed.ts";

const WHERE = { file: "/data/sum.vt", nameOf: () => "sum of squares" };

/** What is recorded of modules, in the order in which they began; signs that XML lacks are replaced. */
function modulesOf({ top }: ExecutedWorkflow): unknown[] {
  return [...allModules(top)].map(({ module, key }) => ({
    key,
    ...module,
    ...(module.annotations && { annotations: { note: "a \ufffd sign" } }),
  }));
}

Deno.test("an execution is in a log as VisTrails writes it", () => {
  const xml = writeLogFragments([schemaExec(toVistrailsLog(executed()))]);
  equal(
    xml.startsWith(
      '<workflowExec completed="-1" id="-1" ip="" name="" parentId="" parentType="vistrail" parentVersion="7" ',
    ),
    true,
  );
  equal(/<\?xml|<log/.test(xml), false);
  equal(xml.match(/tsStart="\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"/g)?.length! > MODULES.length, true);
  equal(xml.includes('key="__reason__" value="Console Mode Execution"'), true);
  equal(xml.includes('architecture="64"'), true);
  equal(/<groupExec [^>]*groupName="Group" groupType="Group"/.test(xml), true);
  equal(/<moduleExec cached="1" completed="1" error="" [^>]*moduleName="Range"/.test(xml), true);
  equal(xml.includes('error="no &lt;such&gt; file&#10;at all"'), true);
  equal(xml.match(/<loopIteration /g)?.length, 2);
  const ids = [...xml.matchAll(/<(?:moduleExec|groupExec|loopExec|loopIteration) [^>]*?\bid="(\d+)"/g)].map(([, id]) =>
    id
  );
  equal(new Set(ids).size, ids.length);
});

for (const form of [proposedExec, schemaExec]) {
  Deno.test(`${form.name}(): what a record says comes back from a log`, () => {
    const made = executed();
    const [read] = readVistrailsLog(writeLogFragments([form(toVistrailsLog(made))]));
    const back = fromVistrailsLog(read, WHERE);
    const { machines, ...head } = back.exec;
    const { machines: _, ...wanted } = made.exec;
    deepEqual(head, { ...wanted, id: "1", machine: { ...wanted.machine, architecture: "64" } });
    deepEqual(machines?.map(({ id, local, name }) => [id, local, name]), [[1, true, "here"], [2, false, "far"]]);
    deepEqual(modulesOf(back), modulesOf(made));
  });
}

Deno.test("what was interrupted is unfinished for VisTrails", () => {
  const completed = (state: WorkflowState) => toVistrailsLog(executed({ state }, [])).completed;
  deepEqual((["completed", "failed", "suspended", "interrupted", "running"] as const).map(completed), [
    1,
    -1,
    -2,
    0,
    0,
  ]);
});

Deno.test("cells and mashups have VisTrails' reasons", () => {
  const reason = (more: object) =>
    toVistrailsLog(executed({ workflow: { file: "/a.vt", version: 1, name: "", ...more } }, [])).reason;
  equal(reason({ cell: "u-1 0_1_0" }), "Parameter Exploration u-1 0_1_0");
  equal(reason({ mashup: "t-1:3" }), "mashup::t-1::3");
});

Deno.test("iterations that go on together, and loops in loops, stay apart", () => {
  const inside = ["0/0", "1/0", "0/1"].flatMap((inIteration, i) => [
    ran("2,0", "A", 1 + i / 4, { inIteration }),
    ran("2,1", "B", 2 + i / 4, { inIteration }),
  ]);
  const span = { state: "completed", startedAt: BEGIN, finishedAt: BEGIN + 9000 } as const;
  const loop = [{ ...span, number: 0, loop: [{ ...span, number: 0 }, { ...span, number: 1 }] }, {
    ...span,
    number: 1,
    loop: [{ ...span, number: 0 }],
  }];
  const group = ran("2", "Group", 0, { isGroup: true, loop });
  const made = executed({}, [...inside, group]);
  const shape = ({ top }: ExecutedWorkflow): unknown =>
    top.modules[0].frames.map(({ iteration, modules }) => [iteration, modules.map(({ module: { name } }) => name)]);
  deepEqual(shape(made), [["0/0", ["A", "B"]], ["0/1", ["A", "B"]], ["1/0", ["A", "B"]]]);
  const [read] = readVistrailsLog(writeLogFragments([toVistrailsLog(made)]));
  deepEqual(fromVistrailsLog(read, WHERE).top.modules[0].module.loop, loop);
  deepEqual(shape(fromVistrailsLog(read, WHERE)), shape(made));
});

Deno.test("annotations under vt's keys that are not vt's do no harm", () => {
  const annotation = (key: string, value: string) => `<annotation key="${key}" value="${value}"/>`;
  const [read] = readVistrailsLog(
    `<workflowExec>${annotation("vt:parameters", "[1]")}<moduleExec moduleId="1">${annotation("vt:iterations", "{")}${
      annotation("vt:outputs", "{&quot;a&quot;:1,&quot;__proto__&quot;:{&quot;value&quot;:2}}")
    }${annotation("remote_execution", "{&quot;scheme&quot;:1}")}</moduleExec></workflowExec>`,
  );
  const { exec, top } = fromVistrailsLog(read, WHERE);
  deepEqual(exec.parameters, {});
  const [{ module }] = top.modules;
  deepEqual([module.iterations, module.remote, Object.keys(module.outputs!)], [undefined, undefined, ["__proto__"]]);
});

corpusTest("real logs become records, and logs again with the same modules", async (corpus) => {
  let modules = 0;
  for (const { name } of Deno.readDirSync(`${corpus}/pipelines`)) {
    const { file } = JSON.parse(Deno.readTextFileSync(`${corpus}/pipelines/${name}`)) as { file: string };
    for (const logged of await (await openVistrail(`${corpus}/vt/${file}`)).executions()) {
      const made = fromVistrailsLog(logged, { ...WHERE, nameOf: String });
      const [read] = readVistrailsLog(writeLog([toVistrailsLog(made)]));
      const back = fromVistrailsLog(read, { ...WHERE, nameOf: String });
      const essence = ({ top }: ExecutedWorkflow): unknown[] =>
        [...allModules(top)].map((
          { key, module: { name, state, error, loop } },
        ) => [key, name, state, error, loop?.length]);
      deepEqual(essence(back), essence(made), `${file} ${logged.id}`);
      equal(back.exec.state, made.exec.state);
      modules += essence(back).length;
    }
  }
  equal(modules > 8000, true, String(modules));
});
