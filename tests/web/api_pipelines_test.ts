/** Pipelines, modules and `.vt` files for programs: what comes is as it is described. */
import { deepEqual, equal, match } from "node:assert/strict";
import { keepComponents } from "../../runtime/record/component_store.ts";
import { recordExecution } from "../../runtime/record/log_recorder.ts";
import { action, actionAnnotation, addConnection, addModule, vistrailXml } from "../fixtures/make_vistrail.ts";
import { ask } from "../support/ask_api.ts";
import { type ServedMonitor, serveMonitor } from "../support/monitor.ts";
import { finished, header } from "../support/recorded_run.ts";

async function record({ store }: ServedMonitor): Promise<string> {
  await using recorder = await recordExecution(store, header(2, Date.now()));
  await keepComponents(store, { id: recorder.id, workflow: header(0).workflow }, {
    modules: [
      { path: "1", kind: { name: "Integer", values: ["value"], wires: [] }, label: "mine", sources: [], values: ["5"] },
      {
        path: "2",
        kind: { name: "Division", values: [], wires: [["a", "value"]] },
        label: "",
        sources: [1],
        values: [],
      },
    ],
    definitions: new Map(),
  });
  recorder.observe(finished("1"), { value: 5 });
  recorder.observe(finished("2", { name: "Division", state: "failed", error: "division by zero" }));
  return (await recorder.finish("failed")).id;
}

Deno.test("the pipeline of an execution has its wires, and how modules stand", async () => {
  await using monitor = await serveMonitor();
  const id = await record(monitor);
  const { json } = await ask(monitor, `GET /api/executions/${id}/pipeline`);
  deepEqual(json.connections, [{ from: "1", output: "value", to: "2", input: "a" }]);
  deepEqual(json.modules.map(({ path, status }) => [path, status.state]), [
    ["1", "completed"],
    ["2", "failed"],
  ]);
  equal((await ask(monitor, "GET /api/executions/nothing/pipeline")).status, 404);
});

Deno.test("a module has what it was given and gave, and why it ran", async () => {
  await using monitor = await serveMonitor();
  const id = await record(monitor);
  const { json: failed } = await ask(monitor, `GET /api/executions/${id}/modules/2`);
  equal(failed.error, "division by zero");
  equal(failed.why, "It ran for the first time");
  deepEqual(failed.inputs, [{
    port: "a",
    source: { path: "1", name: "Integer", output: "value" },
    preview: { kind: "text", text: "5", isCut: false },
  }]);
  const { json: made } = await ask(monitor, `GET /api/executions/${id}/modules/1`);
  deepEqual(made.outputs[0].recorded, { value: 5 });
  equal((await ask(monitor, `GET /api/executions/${id}/modules/7`)).status, 404);
});

Deno.test("executions run again, wholly and from a module on, elsewhere if one likes", async () => {
  await using monitor = await serveMonitor();
  const id = await record(monitor);
  await ask(monitor, `POST /api/executions/${id}/run`);
  await ask(monitor, `POST /api/executions/${id}/modules/3,4/run`);
  const change = `PUT /api/executions/${id}/modules/1/target`;
  await ask(monitor, change, { target: "process" });
  equal((await ask(monitor, change, { target: "--store" })).status, 400);
  deepEqual(monitor.asked, [
    "start run /data/sum.ts --set=n=12 --new --quiet",
    "start run /data/sum.ts --set=n=12 --again=3 --new --quiet",
    "start targets set /data/sum.ts 1 process",
  ]);
});

Deno.test("only files that ran or that the monitor was given are shown: versions, pipelines, differences", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/a.xml`;
  const wire = addConnection(3, 0, { from: 0, to: 1 });
  const versions = action(1, 0, addModule(0, 0)) + action(2, 1, addModule(2, 1) + wire);
  await Deno.writeTextFile(file, vistrailXml(versions + actionAnnotation(2, "__tag__", "both")));
  const answers = { why: () => Promise.resolve(undefined), files: [file] };
  const targets = () => Promise.resolve({ names: [], preferences: new Map<string, string>() });
  await using monitor = await serveMonitor({ answers: { ...answers, targets } });
  deepEqual((await ask(monitor, "GET /api/vistrails")).json, { files: [file] });
  const at = new URLSearchParams({ file });
  const versionsOf = "GET /api/vistrails/versions";
  const { json: tree } = await ask(monitor, `${versionsOf}?${at}`);
  deepEqual([tree.default, tree.versions[1].tag, tree.versions[1].parent], [2, "both", 1]);
  const { json: shown } = await ask(monitor, `GET /api/vistrails/pipeline?${at}&version=both`);
  deepEqual([shown.id, shown.modules.length, shown.connections.length], [2, 2, 1]);
  const { json: changed } = await ask(monitor, `GET /api/vistrails/difference?${at}&from=1&to=2`);
  deepEqual([changed.added.length, changed.deleted.length, changed.addedConnections.length], [1, 0, 1]);
  for (const other of ["/etc/passwd", `${folder}/../${folder}/a.xml`, ""]) {
    const { status, json: { error } } = await ask(monitor, `${versionsOf}?${new URLSearchParams({ file: other })}`);
    equal(status, 400);
    match(error, /no execution is of it/);
  }
  await Deno.remove(folder, { recursive: true });
});
