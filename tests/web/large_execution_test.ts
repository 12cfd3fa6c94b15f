/** The page of an execution of 10,000 modules: small, and every module is within reach. */
import { equal, match, ok } from "node:assert/strict";
import { keepComponents } from "../../runtime/record/component_store.ts";
import type { ModuleKind } from "../../runtime/record/components.ts";
import { recordExecution } from "../../runtime/record/log_recorder.ts";
import { type ServedMonitor, serveMonitor } from "../support/monitor.ts";
import { finished, header } from "../support/recorded_run.ts";

const MODULES = 10_000;

/** 100 levels of 100 modules; one of them failed, the last hundred were not run. */
async function record({ store }: ServedMonitor): Promise<string> {
  await using recorder = await recordExecution(store, header(MODULES));
  const first: ModuleKind = { name: "First", values: [], wires: [] };
  const next: ModuleKind = { name: "Next", values: [], wires: [["in", "value"]] };
  await keepComponents(store, { id: recorder.id, workflow: header(0).workflow }, {
    modules: Array.from({ length: MODULES }, (_, id) => ({
      path: String(id),
      kind: id < 100 ? first : next,
      label: "",
      sources: id < 100 ? [] : [id - 100],
      values: [],
    })),
    definitions: new Map(),
  });
  for (let id = 0; id < MODULES - 100; id++) {
    const name = id < 100 ? "First" : "Next";
    recorder.observe(finished(String(id), { name, ...(id === 4321 && { state: "failed", error: "no luck" }) }));
  }
  return (await recorder.finish("failed")).id;
}

async function get({ origin, cookie }: ServedMonitor, address: string): Promise<string> {
  const answer = await fetch(origin + address, { headers: { cookie } });
  equal(answer.status, 200);
  return (await answer.text()).replaceAll("&amp;", "&");
}

Deno.test("a page of 10,000 modules is small: an overview that leads to its parts, and these to modules", async () => {
  await using monitor = await serveMonitor();
  const id = await record(monitor);
  const page = await get(monitor, `/executions/${id}`);
  ok(page.length < 300_000, `${page.length} characters`);
  match(page, /10000 modules: 1 failed, 100 not run, 9899 completed/);
  match(page, /modules\/4321">Next<\/a> <span class="mono">4321<\/span><span>: no luck/);
  const parts = [...page.matchAll(/href="([^"]*levels=[^"]*)"><title>(\d+) × (\w+)/g)];
  equal(parts.reduce((sum, [, , count]) => sum + Number(count), 0), MODULES);
  const [, address] = parts.find(([, link]) => link.includes("levels=42-44"))!;
  const part = await get(monitor, address.split("#")[0]);
  equal([...part.matchAll(/data-module="/g)].length, 200);
  match(part, /data-module="4321"/);
  match(part, /1 to 200 of 300/);
});

Deno.test("a table of 10,000 modules is paged, narrowed and ordered", async () => {
  await using monitor = await serveMonitor();
  const id = await record(monitor);
  const rowsOf = (page: string): number => [...page.matchAll(/<tr data-key=/g)].length;
  equal(rowsOf(await get(monitor, `/executions/${id}`)), 50);
  match(await get(monitor, `/executions/${id}?page=200`), /page 200 of 200/);
  const failed = await get(monitor, `/executions/${id}?state=failed`);
  equal(rowsOf(failed), 1);
  match(failed, /no luck/);
  equal(rowsOf(await get(monitor, `/executions/${id}?text=first&order=took`)), 50);
  match(await get(monitor, `/executions/${id}/modules/4321`), /no luck/);
});

Deno.test("an execution of more modules than fit into memory is shown without them", async () => {
  await using monitor = await serveMonitor();
  const recorder = await recordExecution(monitor.store, header(2_000_000));
  recorder.observe(finished("1"));
  await recorder.finish("failed");
  const page = await get(monitor, `/executions/${recorder.id}`);
  match(page, /too many modules to be shown/);
  match(page, /2000000 modules: 1999999 not run, 1 completed/);
});
