import { deepEqual, equal, ok } from "node:assert/strict";
import { typeCheckScript } from "../../commands/check/type_check.ts";
import { exportWorkflow } from "../../commands/export.ts";
import { openWorkflow } from "../../commands/open/open_workflow.ts";
import { planWorkflow } from "../../commands/open/plan_workflow.ts";
import type { Plan } from "../../runtime/plan/plan.ts";
import { materialise } from "../../runtime/vistrail/materialise.ts";
import { leavesOf } from "../../runtime/vistrail/version_tree.ts";
import { tagsOf } from "../../runtime/vistrail/vistrail.ts";
import { workflowHash } from "../../runtime/vistrail/workflow_hash.ts";
import { bundlePipeline, openVistrail } from "../../runtime/vt_file/bundle.ts";
import { readVistrail } from "../../runtime/vt_file/vistrail_xml.ts";
import { writeVistrail } from "../../runtime/vt_file/write_vistrail.ts";
import { corpusTest } from "../fixtures/corpus.ts";
import { PlanShapes } from "../support/plan_shape.ts";

function* filesIn(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* filesIn(`${folder}/${name}`);
    else if (name.endsWith(".vt")) yield `${folder}/${name}`;
  }
}

const NEW = { tag: "", description: "", user: "ada", date: new Date(2016, 0, 2) };

corpusTest(
  "writeVistrail() keeps tagged versions and leaves of real files as they are, ids and all",
  async (corpus) => {
    let count = 0;
    for (const file of filesIn(`${corpus}/vt`)) {
      const { vistrail } = await openVistrail(file);
      for (const version of new Set([...leavesOf(vistrail), ...tagsOf(vistrail).keys()])) {
        const workflow = materialise(vistrail, version);
        const again = materialise(readVistrail(writeVistrail({ ...NEW, workflow })), 1);
        equal(await workflowHash(again), await workflowHash(workflow), `${file}:${version}`);
        count++;
      }
    }
    ok(count > 300);
  },
);

/** Whether a value stands on a port beside others: a script needs constant modules for that. */
function hasCrowdedPort(plan: Plan): boolean {
  const { start, port } = plan.connectors;
  return plan.functions.some((functions, index) => {
    const ports = [...functions.map((one) => one.port), ...port.slice(start[index], start[index + 1])];
    return functions.some((one) => ports.filter((other) => other === one.port).length > 1);
  }) || plan.inner.values().some(hasCrowdedPort);
}

async function replanned(script: string): Promise<Plan> {
  const opened = await openWorkflow(script, new Map());
  return planWorkflow({ ...opened, problems: [] }, { strict: false }).plan;
}

corpusTest("a version of a real file as a script makes the same plan, and its types fit", async (corpus) => {
  const folder = await Deno.makeTempDir({ prefix: "vt_test_" });
  const scripts: string[] = [];
  /** Those without mandatory inputs that have no value, which the type checker finds, too. */
  const sound: string[] = [];
  try {
    for (const file of filesIn(`${corpus}/vt`)) {
      const bundle = await openVistrail(file);
      const { vistrail } = bundle;
      for (const version of new Set([...leavesOf(vistrail), ...tagsOf(vistrail).keys()])) {
        const source = { file, version, name: "" };
        const opened = { source, pipeline: await bundlePipeline(bundle, version), results: new Map(), problems: [] };
        const planned = planWorkflow(opened, { strict: false });
        if (planned.isRefused) continue;
        const set = new Map<string, string>();
        const { parts } = await exportWorkflow({ from: `${file}:${version}`, to: "script.ts", set, strict: false });
        const script = `${folder}/script${scripts.length}.ts`;
        await Deno.writeFile(script, parts[0]);
        scripts.push(script);
        if (planned.problems.length === 0) sound.push(script);
        const shapes = new PlanShapes();
        const again = await replanned(script);
        if (hasCrowdedPort(planned.plan)) ok(again.definitions.length > planned.plan.definitions.length);
        else deepEqual(shapes.of(again), shapes.of(planned.plan), `${file}:${version}`);
      }
    }
    ok(scripts.length > 30);
    await Deno.writeTextFile(`${folder}/all.ts`, sound.map((path) => `import ${JSON.stringify(path)};\n`).join(""));
    deepEqual(await typeCheckScript(`${folder}/all.ts`), { checked: true, errors: "" });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
