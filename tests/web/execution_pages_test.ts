/** The pages of executions, their modules and of files, in a real browser over real runs: one of each for all tests. */
import axe, { type AxeResults } from "axe-core";
import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { executions, moduleExecs } from "../../runtime/record/execution_log.ts";
import type { ModuleExec, WorkflowExec } from "../../runtime/record/log.ts";
import { recordExecution } from "../../runtime/record/log_recorder.ts";
import {
  action,
  actionAnnotation,
  add,
  addConnection,
  addModule,
  change,
  vistrailXml,
} from "../fixtures/make_vistrail.ts";
import { follow, hasNoBrowser, openBrowser } from "../support/browser.ts";
import { type MonitorPages, openMonitorPages } from "../support/monitor_pages.ts";
import { until } from "../support/monitor_process.ts";
import { finished, header } from "../support/recorded_run.ts";

const SCRIPT = new URL("fixtures/shown.ts", import.meta.url).pathname;
const STATIONS = new URL("../../examples/stations.ts", import.meta.url).pathname;
const WAITS = new URL("fixtures/waits.ts", import.meta.url).pathname;
const JOBS = new URL("../../examples/jobs.ts", import.meta.url).pathname;
/** To be looked at. */
const SCREENSHOTS = new URL("../../.screenshots/", import.meta.url).pathname;
const ATTACK = `<img src=x onerror="document.title='hacked'">`;

/** Two versions: an Integer with an alias feeds another; the second has another value and a tag that is markup. */
function vistrail(): string {
  const parameter = { id: 0, pos: 0, name: "", alias: "count", type: "Integer", val: "5" };
  const written = add(2, "function", { id: 0, pos: 0, name: "value" }, "module 0") +
    add(3, "parameter", parameter, "function 0");
  const first = addModule(0, 0) + addModule(1, 1) + written + addConnection(4, 0, { from: 0, to: 1 });
  const edit = change(10, "parameter", { ...parameter, id: 1, val: "7" }, { oldId: 0, parent: "function 0" });
  return vistrailXml(
    action(1, 0, first) + action(2, 1, edit) + actionAnnotation(1, "__tag__", "first") +
      actionAnnotation(2, "__tag__", ATTACK),
  );
}

interface Stage {
  readonly pages: MonitorPages;
  readonly file: string;
  /** The execution of the script that shows everything. */
  readonly shown: WorkflowExec;
}

async function all(pages: MonitorPages): Promise<WorkflowExec[]> {
  return await Array.fromAsync(executions(pages.store));
}

/** The newest execution, when it is another and has ended. */
async function nextAfter(pages: MonitorPages, known: string): Promise<WorkflowExec> {
  return await until(async () =>
    (await all(pages)).find(({ id, state }, i) => i === 0 && id > known && state !== "running")
  );
}

async function modulesOf(pages: MonitorPages, exec: WorkflowExec): Promise<ReadonlyMap<string, ModuleExec>> {
  const modules = await Array.fromAsync(moduleExecs(pages.store, exec));
  return new Map(modules.map((module) => [module.path, module]));
}

async function whatIsBad(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate("axe.run()") as AxeResults;
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

const TESTS: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  "an execution is drawn; a module in the drawing leads to its page": async ({ pages, shown }) => {
    const page = await pages.open(`/executions/${shown.id}`);
    equal(await page.locator(".pipeline .module").count(), 7);
    equal(await page.locator(".pipeline .state-failed").count(), 1);
    await follow(page.getByRole("link", { name: "Breaks, module 5, failed" }).first());
    await page.waitForURL(/modules\/5$/);
    match(await page.locator("main").innerText(), /broken:/);
    match(await page.locator("#why").innerText(), /for the first time/);
  },
  "groups open, tables narrow and order, all of it without scripts": async ({ pages, shown }) => {
    const page = await pages.open(`/executions/${shown.id}`, { javaScriptEnabled: false });
    await follow(page.getByRole("link", { name: "Open group Group" }));
    equal(await page.locator('.pipeline [data-module="3,2"]').count(), 1);
    await follow(page.getByRole("link", { name: /^failed 1/ }));
    equal(await page.locator("#module-rows tbody tr").count(), 1);
    equal(await page.locator('.pipeline [data-module="3,2"]').count(), 1);
    await page.goto(`${pages.monitor.origin}/executions/${shown.id}?order=took`);
    const first = await page.locator("#module-rows tbody tr").first().innerText();
    await page.getByLabel("Part of a name").fill("doub");
    await follow(page.getByRole("button", { name: "Search" }));
    equal(await page.locator("#module-rows tbody tr").count(), 3);
    match(page.url(), /order=took/);
    ok(first.length > 0);
  },
  "tables, texts and pictures are shown; files are given as they are": async ({ pages, shown }) => {
    const rows = await pages.open(`/executions/${shown.id}/modules/1`);
    equal(await rows.getByRole("region", { name: "rows" }).locator("tr").count(), 3);
    const picture = await pages.open(`/executions/${shown.id}/modules/2`);
    const decoded = `document.querySelector("img.value-picture").decode().then(() => "a picture")`;
    equal(await picture.evaluate(decoded), "a picture");
    const waiting = picture.waitForEvent("download");
    await picture.getByRole("link", { name: /\.html$/ }).click();
    const download = await waiting;
    equal(await Deno.readTextFile(await download.path()), "<script>document.title='hacked'</script>");
  },
  "names, outputs and prints that are markup stay text": async ({ pages, shown }) => {
    for (const path of ["", "?open=3", "/modules/1", "/modules/2", "/modules/5", "/modules/3%2C1"]) {
      const page = await pages.open(`/executions/${shown.id}${path}`);
      doesNotMatch(await page.title(), /^hacked$/);
      equal(await page.locator('img[src="x"]').count(), 0);
      match(await page.locator("main").innerText(), /onerror=|2 /);
    }
  },
  "nothing is given that the record does not name": async ({ pages, shown, file }) => {
    const page = await pages.open(`/executions/${shown.id}`);
    const status = async (path: string): Promise<number> => (await page.goto(pages.monitor.origin + path))!.status();
    equal(await status(`/executions/${shown.id}/modules/2/outputs/nothing`), 400);
    equal(await status(`/executions/${shown.id}/modules/2/outputs/picture?item=7`), 400);
    equal(await status(`/executions/${shown.id}/modules/2/outputs/page?show=picture`), 400);
    equal(await status(`/executions/${shown.id}/modules/99`), 404);
    equal(await status("/executions/nothing"), 404);
    equal(await status(`/vistrails?${new URLSearchParams({ file: SCRIPT })}`), 400);
    equal(await status(`/vistrails?${new URLSearchParams({ file: "/etc/passwd" })}`), 400);
    equal(await status(`/vistrails?${new URLSearchParams({ file: `${file}/../${file}` })}`), 400);
  },
  "a page shows what happens while it is open": async ({ pages }) => {
    await using recorder = await recordExecution(pages.store, { ...header(2, Date.now()), reason: ATTACK });
    const page = await pages.open(`/executions/${recorder.id}`);
    recorder.observe(finished("0", { name: "Early", startedAt: Date.now(), finishedAt: Date.now() }));
    await page.locator("#module-rows").getByText("Early").waitFor();
    recorder.observe({ kind: "moduleStarted", id: 1, within: "", name: "Late", startedAt: Date.now() });
    await page.locator("#module-rows .state-running").waitFor();
    const panel = await pages.open(`/executions/${recorder.id}/modules/1`);
    recorder.observe({ kind: "printed", id: 1, within: "", text: `said ${ATTACK}` });
    await panel.locator("#printed").getByText(`said ${ATTACK}`).waitFor();
    recorder.observe(finished("1", { name: "Late", state: "failed", error: "too late" }));
    await recorder.finish("failed");
    await panel.getByText("too late").waitFor();
    await page.locator("#state .state-failed").waitFor();
    equal(await page.locator(".pipeline .state-failed").count(), 1);
  },
  "drawings become larger and smaller, by buttons and by keys": async ({ pages, shown }) => {
    const page = await pages.open(`/executions/${shown.id}`);
    const drawing = page.locator("svg.pipeline");
    const width = async (): Promise<number> => (await drawing.boundingBox())!.width;
    const before = await width();
    await page.getByRole("button", { name: "Larger" }).first().click();
    ok(await width() > before * 1.2);
    await page.getByRole("region", { name: "Drawing of the pipeline" }).focus();
    await page.keyboard.press("-");
    ok(Math.abs(await width() - before) < 2);
    await page.keyboard.press("Tab");
    match(await page.evaluate("document.activeElement.querySelector('title').textContent") as string, /^InputPort/);
  },
  "an execution runs again; from a module on it is computed anew": async ({ pages }) => {
    equal((await pages.vt("run", "-q", STATIONS)).code, 0);
    const [first] = await all(pages);
    const page = await pages.open(`/executions/${first.id}`);
    await page.getByRole("button", { name: "Run again" }).click();
    await page.getByRole("status").getByText(/It runs again|completed/).waitFor();
    const second = await nextAfter(pages, first.id);
    equal(second.workflow.file, first.workflow.file);
    await page.goto(`${pages.monitor.origin}/executions/${second.id}/modules/0`);
    await page.getByRole("button", { name: "Run again from here" }).click();
    await page.getByRole("status").getByText(/from module 0 on|completed/).waitFor();
    const third = await nextAfter(pages, second.id);
    deepEqual([second, third].map(({ state }) => state), ["completed", "completed"]);
    equal((await modulesOf(pages, second)).get("0")!.state, "cached");
    equal((await modulesOf(pages, third)).get("0")!.state, "completed");
  },
  "where a module is computed is said for later runs": async ({ pages }) => {
    const folder = await Deno.makeTempDir();
    const script = `${folder}/stations.ts`;
    await Deno.writeTextFile(
      script,
      await Deno.readTextFile(new URL("../../examples/sum_of_squares.ts", import.meta.url)),
    );
    equal((await pages.vt("run", "-q", script)).code, 0);
    const [exec] = await all(pages);
    const square = [...(await modulesOf(pages, exec)).values()].find(({ name }) => name === "Square")!;
    const page = await pages.open(`/executions/${exec.id}/modules/${square.path}`);
    await page.getByLabel("Computed").selectOption("process");
    await follow(page.getByRole("button", { name: "Set for later runs" }));
    await page.getByRole("status").getByText("at process").waitFor();
    match(await Deno.readTextFile(`${folder}/stations.execution.xml`), new RegExp(`module_id="${square.path}"`));
    equal(await page.getByLabel("Computed").inputValue(), "process");
    await Deno.remove(folder, { recursive: true });
  },
  "what runs is cancelled": async ({ pages }) => {
    const [known] = await all(pages);
    const running = pages.vt("run", "-q", WAITS);
    const exec = await until(async () => (await all(pages)).find(({ id }) => id > known.id));
    const page = await pages.open(`/executions/${exec.id}`);
    await page.locator("#module-rows .state-running").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    equal((await running).code, 130);
    equal((await nextAfter(pages, known.id)).state, "interrupted");
    await page.locator("#state .state-interrupted").waitFor();
  },
  "what is suspended is continued": async ({ pages }) => {
    equal((await pages.vt("run", "-q", JOBS)).code, 75);
    const [suspended] = await all(pages);
    const page = await pages.open(`/executions/${suspended.id}`);
    equal(await page.locator(".pipeline .state-suspended").count(), 1);
    await page.getByRole("button", { name: "Resume" }).click();
    const next = await nextAfter(pages, suspended.id);
    equal(next.continues, suspended.id);
    await page.goto(`${pages.monitor.origin}/executions/${suspended.id}`);
    await page.locator("#facts").getByRole("link", { name: next.id }).click();
    await page.locator("#facts").getByRole("link", { name: suspended.id }).waitFor();
  },
  "a file shows its versions, one of them, and what differs between two": async ({ pages }) => {
    const page = await pages.open("/vistrails");
    await follow(page.getByRole("link", { name: "versions.xml" }));
    equal(await page.locator(".version-tree .version").count(), 3);
    equal(await page.locator('img[src="x"]').count(), 0);
    await follow(page.locator(".version-tree").getByRole("link", { name: /first/ }));
    equal(await page.locator("svg.pipeline .module").count(), 2);
    await follow(page.getByRole("link", { name: "Integer, module 0" }));
    match(await page.locator(".module-parameters").innerText(), /value\s+5/);
    await page.getByLabel("Compare with").fill("2");
    await follow(page.getByRole("button", { name: "Show" }));
    equal(await page.locator("svg.pipeline .mark-changed").count(), 1);
    match(await page.locator(".differences").innerText(), /value: 7 \(alias count\) → 5 \(alias count\)/);
  },
  "a version runs with a value for its alias": async ({ pages, file }) => {
    const [known] = await all(pages);
    const page = await pages.open(`/vistrails?${new URLSearchParams({ file, version: "1" })}`);
    await page.getByLabel("count").fill("12");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    const exec = await nextAfter(pages, known.id);
    deepEqual([exec.workflow.version, exec.state, { ...exec.parameters }], [1, "completed", { count: "12" }]);
    deepEqual((await modulesOf(pages, exec)).get("1")!.outputs!.value, { value: 12 });
  },
  "nothing serious is wrong for those who see, hear or reach less": async ({ pages, shown, file }) => {
    const looks = [
      { colorScheme: "light" },
      { colorScheme: "dark" },
      { colorScheme: "light", viewport: { width: 360, height: 740 } },
    ] as const;
    const difference = new URLSearchParams({ file, version: "2", compare: "1" });
    const addresses = {
      execution: `/executions/${shown.id}?open=3`,
      outputs: `/executions/${shown.id}/modules/1`,
      failure: `/executions/${shown.id}/modules/5`,
      difference: `/vistrails?${difference}`,
      version: `/vistrails?${new URLSearchParams({ file, version: "1", module: "0" })}`,
    };
    for (const look of looks) {
      const page = await pages.open("/", look);
      for (const [name, address] of Object.entries(addresses)) {
        await page.goto(pages.monitor.origin + address);
        deepEqual(await whatIsBad(page), [], `${address} ${JSON.stringify(look)}`);
        const tooWide = await page.evaluate("document.documentElement.scrollWidth > innerWidth + 1");
        equal(tooWide, false, `${address} is wider than ${JSON.stringify(look)}`);
        const width = "viewport" in look ? "-narrow" : "";
        await page.screenshot({ path: `${SCREENSHOTS}${name}-${look.colorScheme}${width}.png`, fullPage: true });
      }
    }
  },
};

async function openStage(browser: Browser, folder: string): Promise<Stage & AsyncDisposable> {
  const file = `${Deno.realPathSync(folder)}/versions.xml`;
  await Deno.writeTextFile(file, vistrail());
  const pages = await openMonitorPages(browser, [file]);
  equal((await pages.vt("run", "-q", SCRIPT)).code, 1);
  const [shown] = await all(pages);
  return { pages, file, shown, [Symbol.asyncDispose]: () => pages[Symbol.asyncDispose]() };
}

Deno.test({
  name: "pages of executions and files",
  ignore: hasNoBrowser,
  sanitizeOps: false, // the browser's connection goes on between steps
  sanitizeResources: false,
  fn: async (t) => {
    const folder = await Deno.makeTempDir();
    const browser = await openBrowser();
    try {
      await using stage = await openStage(browser, folder);
      for (const [name, test] of Object.entries(TESTS)) await t.step(name, () => test(stage));
    } finally {
      await browser.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
