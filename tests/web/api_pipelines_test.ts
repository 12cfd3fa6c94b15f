/** Pipelines, modules and `.vt` files for programs: what comes is as it is described. */
import { deepEqual, equal, match } from "node:assert/strict";
import { keepComponents } from "../../runtime/record/component_store.ts";
import { recordExecution } from "../../runtime/record/log_recorder.ts";
import { wrongWith } from "../../web/api/schema.ts";
import { SCHEMAS } from "../../web/api/schemas.ts";
import { API } from "../../web/api/table.ts";
import { action, actionAnnotation, addConnection, addModule, vistrailXml } from "../fixtures/make_vistrail.ts";
import { type ServedMonitor, serveMonitor, TOKEN } from "../support/monitor.ts";
import { finished, header } from "../support/recorded_run.ts";

/** Asks `GET /api/…`, a route of the table; gives the answer and its status. */
async function ask(
  { origin }: ServedMonitor,
  request: string,
  { template, body }: { readonly template: string; readonly body?: unknown },
  // deno-lint-ignore no-explicit-any -- what programs read of it
): Promise<readonly [status: number, json: any]> {
  const [method, path] = request.split(" ");
  const answer = await fetch(origin + path, {
    method,
    headers: { authorization: `Bearer ${TOKEN}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const json = await answer.json();
  const route = API.find((one) => one.method.toUpperCase() === method && one.path === template)!;
  const schema = answer.ok ? route.answer : SCHEMAS.Problem;
  equal(wrongWith(json, schema, SCHEMAS), undefined, `${request}: ${JSON.stringify(json)}`);
  return [answer.status, json];
}

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
  const template = "/api/executions/{execution}/pipeline";
  const [, json] = await ask(monitor, `GET /api/executions/${id}/pipeline`, { template });
  deepEqual(json.connections, [{ from: "1", output: "value", to: "2", input: "a" }]);
  deepEqual(json.modules.map(({ path, status }: { path: string; status: { state: string } }) => [path, status.state]), [
    ["1", "completed"],
    ["2", "failed"],
  ]);
  equal((await ask(monitor, "GET /api/executions/nothing/pipeline", { template }))[0], 404);
});

Deno.test("a module has what it was given and gave, and why it ran", async () => {
  await using monitor = await serveMonitor();
  const id = await record(monitor);
  const template = "/api/executions/{execution}/modules/{module}";
  const [, failed] = await ask(monitor, `GET /api/executions/${id}/modules/2`, { template });
  equal(failed.error, "division by zero");
  equal(failed.why, "It ran for the first time");
  deepEqual(failed.inputs, [{
    port: "a",
    source: { path: "1", name: "Integer", output: "value" },
    preview: { kind: "text", text: "5", isCut: false },
  }]);
  const [, made] = await ask(monitor, `GET /api/executions/${id}/modules/1`, { template });
  deepEqual(made.outputs[0].recorded, { value: 5 });
  equal((await ask(monitor, `GET /api/executions/${id}/modules/7`, { template }))[0], 404);
});

Deno.test("executions run again, wholly and from a module on, elsewhere if one likes", async () => {
  await using monitor = await serveMonitor();
  const id = await record(monitor);
  const one = "/api/executions/{execution}";
  await ask(monitor, `POST /api/executions/${id}/run`, { template: `${one}/run` });
  await ask(monitor, `POST /api/executions/${id}/modules/3,4/run`, { template: `${one}/modules/{module}/run` });
  const target = { template: `${one}/modules/{module}/target`, body: { target: "process" } };
  await ask(monitor, `PUT /api/executions/${id}/modules/1/target`, target);
  const wrong = { ...target, body: { target: "--store" } };
  equal((await ask(monitor, `PUT /api/executions/${id}/modules/1/target`, wrong))[0], 400);
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
  deepEqual((await ask(monitor, "GET /api/vistrails", { template: "/api/vistrails" }))[1], { files: [file] });
  const at = new URLSearchParams({ file });
  const template = "/api/vistrails/versions";
  const [, tree] = await ask(monitor, `GET ${template}?${at}`, { template });
  deepEqual([tree.default, tree.versions[1].tag, tree.versions[1].parent], [2, "both", 1]);
  const [, shown] = await ask(monitor, `GET /api/vistrails/pipeline?${at}&version=both`, {
    template: "/api/vistrails/pipeline",
  });
  deepEqual([shown.id, shown.modules.length, shown.connections.length], [2, 2, 1]);
  const [, changed] = await ask(monitor, `GET /api/vistrails/difference?${at}&from=1&to=2`, {
    template: "/api/vistrails/difference",
  });
  deepEqual([changed.added.length, changed.deleted.length, changed.addedConnections.length], [1, 0, 1]);
  for (const other of ["/etc/passwd", `${folder}/../${folder}/a.xml`, ""]) {
    const [status, { error }] = await ask(monitor, `GET ${template}?${new URLSearchParams({ file: other })}`, {
      template,
    });
    equal(status, 400);
    match(error, /no execution is of it/);
  }
  await Deno.remove(folder, { recursive: true });
});
