/** The pages of jobs and executions in a real browser: each action from the page to its effect in the store. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import axe from "axe-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { readMonitorSettings } from "../../runtime/jobs/monitor_settings.ts";
import type { Job } from "../../runtime/jobs/job.ts";
import type { JobWorkflow } from "../../runtime/jobs/job_workflow.ts";
import { recordExecution } from "../../runtime/record/log_recorder.ts";
import { hasNoBrowser, openBrowser } from "../support/browser.ts";
import { keepExecutions } from "../support/execution_records.ts";
import { jobNow, jobRecord, keep, workflowRecord } from "../support/job_records.ts";
import { CODE, type ServedMonitor, serveMonitor } from "../support/monitor.ts";
import { until } from "../support/monitor_process.ts";
import { header } from "../support/recorded_run.ts";

const shared: { browser?: Browser } = {};

Deno.test.beforeAll(async () => {
  if (!hasNoBrowser) shared.browser = await openBrowser();
});
Deno.test.afterAll(async () => await shared.browser?.close());

interface Opened {
  readonly monitor: ServedMonitor;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Opens a path of the monitor. */
  readonly open: (path: string) => Promise<void>;
  /** Presses a button, and waits for the page that follows. */
  readonly press: (name: string | RegExp, within?: string) => Promise<void>;
}

interface Surroundings extends BrowserContextOptions {
  readonly isReadOnly?: boolean;
}

/** A test with a browser that is signed in. Whatever it does, no request leaves the machine and no script fails. */
function browserTest(name: string, test: (opened: Opened) => Promise<void>, surroundings: Surroundings = {}): void {
  Deno.test({
    name: `page: ${name}`,
    ignore: hasNoBrowser,
    // The connection to the browser outlives each test.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      const { isReadOnly = false, ...options } = surroundings;
      await using monitor = await serveMonitor({ isReadOnly });
      const context = await shared.browser!.newContext(options);
      const wrong: string[] = [];
      context.on("request", (request) => {
        if (!request.url().startsWith(monitor.origin)) wrong.push(`asks ${request.url()}`);
      });
      context.on("weberror", (error) => wrong.push(String(error.error())));
      context.on("dialog", (dialog) => wrong.push(`says ${dialog.message()}`));
      context.on("console", (message) => {
        if (message.type() === "error" && !/404|ERR_FAILED/.test(message.text())) wrong.push(message.text());
      });
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      const open = async (path: string): Promise<void> => void await page.goto(monitor.origin + path);
      const press: Opened["press"] = async (name, within = "body") => {
        await page.locator(within).getByRole("button", { name, exact: typeof name === "string" }).click();
        await page.waitForLoadState();
      };
      try {
        await open(`/enter?code=${CODE}`);
        await page.waitForURL(`${monitor.origin}/`);
        await test({ monitor, context, page, open, press });
        deepEqual(wrong, []);
      } finally {
        await context.close();
      }
    },
  });
}

const id = (letter: string): string => letter.padEnd(40, "0");
const ofType = (name: string) => ({ ...jobRecord().definition!, name });

async function workflowNow({ store }: ServedMonitor): Promise<JobWorkflow | null> {
  return (await store.kv.get<JobWorkflow>(["workflow", "1aaaaaaa"])).value;
}

/** Jobs in most states; cancelling one writes into a file of the store. */
async function someJobs({ store }: ServedMonitor): Promise<Readonly<Record<string, Job>>> {
  const cancelled = `${store.directory}/cancelled`;
  const jobs = {
    over: jobRecord({ id: id("a"), name: "over soon", parameters: { finished: true } }),
    runs: jobRecord({ id: id("b"), name: "runs long", parameters: { __desc__: "./run.sh" } }),
    lost: jobRecord({ id: id("c"), name: "lost one", state: "unknown", reason: "the machine stopped" }),
    failed: jobRecord({ id: id("d"), name: "failed one", state: "failed", reason: "exit code 3" }),
    writes: jobRecord({
      id: id("e"),
      name: "can be cancelled",
      definition: ofType("Writes"),
      parameters: { cancelled },
    }),
  };
  await keep(store, workflowRecord(), Object.values(jobs));
  return jobs;
}

browserTest("the first page has what runs, what waits and what is over", async ({ monitor, page, open }) => {
  await keepExecutions(monitor.store, 120);
  await someJobs(monitor);
  await open("/");
  equal(await page.title(), "Executions · vt");
  equal(await page.locator("#executions tbody tr").count(), 50);
  match(await page.locator("#now").innerText(), /simulation\.vt:final\s+1 unknown, 1 failed, 3 running/);
  await page.getByRole("link", { name: "Older" }).click();
  await page.getByRole("link", { name: "Older" }).click();
  equal(await page.locator("#executions tbody tr").count(), 20);
  equal(await page.getByRole("link", { name: "Older" }).count(), 0);
  await page.getByRole("link", { name: "Newest" }).click();
  await page.getByRole("link", { name: /^Failed/ }).click();
  equal(await page.locator("#executions .state-failed").count(), 20);
  await page.getByRole("searchbox").fill("simulation_9.vt");
  await page.getByRole("searchbox").press("Enter");
  await page.waitForURL(/search=simulation_9/);
  deepEqual(new Set(await page.locator("#executions tbody .name").allInnerTexts()).size, 1);
});

browserTest("an execution that runs appears by itself, and goes on", async ({ monitor, page, open }) => {
  await open("/");
  await page.getByText("Nothing was run yet").waitFor();
  await using recorder = await recordExecution(monitor.store, header(2, Date.now()));
  await page.locator("#now").getByText("0 of 2 modules").waitFor();
  const now = Date.now();
  const end = { kind: "moduleFinished", id: 1, within: "", name: "Integer", state: "completed" } as const;
  recorder.observe({ ...end, startedAt: now, finishedAt: now + 1 });
  await page.locator("#now").getByText("1 of 2 modules").waitFor();
  await recorder.finish("completed");
  await page.locator("#executions .state-completed").waitFor();
  equal(await page.locator("#now").isVisible(), false);
});

browserTest("an execution is stopped", async ({ monitor, page, open, press }) => {
  await using _ = await recordExecution(monitor.store, header(2, Date.now()));
  await open("/");
  await press(/^Stop/);
  match(await page.getByRole("status").first().innerText(), /ends execution/);
  deepEqual(monitor.asked, [`interrupt ${Deno.pid}`]);
});

browserTest("selected jobs are checked, and all are", async ({ monitor, page, open, press }) => {
  const { over, runs } = await someJobs(monitor);
  await open("/jobs");
  await page.getByRole("checkbox", { name: "Select over soon" }).check();
  await page.getByText("1 selected").waitFor();
  await press("Check selected");
  match(await page.locator(".note").innerText(), /^over soon is ready$/);
  equal((await jobNow(monitor.store, over))?.state, "ready");
  equal((await jobNow(monitor.store, runs))?.checkedAt, undefined);
  await press("Check all");
  ok((await jobNow(monitor.store, runs))!.checkedAt! > 0);
});

browserTest("nothing selected is said, not done", async ({ monitor, page, open, press }) => {
  await someJobs(monitor);
  await open("/jobs");
  await press("Check selected");
  match(await page.getByRole("alert").innerText(), /Nothing is selected/);
});

browserTest("a workflow is paused, unpaused, checked and continued", async ({ monitor, page, open, press }) => {
  const { over } = await someJobs(monitor);
  await open("/jobs");
  await press("Pause");
  equal((await workflowNow(monitor))?.isPaused, true);
  await press("Check", ".card");
  equal((await jobNow(monitor.store, over))?.state, "ready");
  await press("Unpause");
  equal((await workflowNow(monitor))?.isPaused, false);
  await press("Continue");
  match(await page.locator(".note").innerText(), /continues: execution 1started/);
  deepEqual(monitor.asked, ["start resume 1aaaaaaa --quiet"]);
});

browserTest(
  "a lost job is adopted with parameters, a failed one resubmitted",
  async ({ monitor, page, open, press }) => {
    const { lost, failed } = await someJobs(monitor);
    await open(`/jobs/1aaaaaaa/${lost.id}`);
    await page.getByText("Adopt…").click();
    await page.getByRole("textbox").fill('{"n": 3');
    await press("Adopt");
    match(await page.getByRole("alert").innerText(), /must be JSON/);
    await page.getByText("Adopt…").click();
    await page.getByRole("textbox").fill('{"n": 3}');
    await press("Adopt");
    deepEqual((await jobNow(monitor.store, lost))?.parameters, { n: 3 });
    await page.locator("#state .state-running").waitFor();
    await open(`/jobs/1aaaaaaa/${failed.id}`);
    await press("Resubmit");
    equal(await jobNow(monitor.store, failed), null);
  },
);

browserTest("a job is cancelled", async ({ monitor, page, open, press }) => {
  const { writes } = await someJobs(monitor);
  await open("/jobs");
  await page.getByRole("checkbox", { name: "Select can be cancelled" }).check();
  await press("Cancel");
  equal((await jobNow(monitor.store, writes))?.state, "cancelled");
  equal(Deno.readTextFileSync(`${monitor.store.directory}/cancelled`), "cancelled\n");
  equal(await page.getByText("can be cancelled is cancelled").count(), 1);
});

browserTest("deleting says what becomes of the job outside, and does what is chosen", async (opened) => {
  const { monitor, page, open, press } = opened;
  const { runs, writes } = await someJobs(monitor);
  await open("/jobs");
  await page.getByRole("checkbox", { name: "Select runs long" }).check();
  await press("Delete…", ".deeds");
  match(
    await page.locator("main").innerText(),
    /Delete 1 job\?[^]*runs long, running: vt-b0+ on here[^]*It does not end them/,
  );
  await page.getByRole("link", { name: "Keep them" }).click();
  ok(await jobNow(monitor.store, runs));
  await page.getByRole("checkbox", { name: "Select runs long" }).check();
  await press("Delete…", ".deeds");
  await press("Only delete them here");
  match(await page.locator(".note").innerText(), /runs long is deleted; vt-b0+ on here may go on/);
  equal(await jobNow(monitor.store, runs), null);
  await open(`/jobs/1aaaaaaa/${writes.id}`);
  await press("Delete…");
  await press("Cancel them outside, then delete");
  equal(await jobNow(monitor.store, writes), null);
  equal(Deno.readTextFileSync(`${monitor.store.directory}/cancelled`), "cancelled\n");
});

browserTest("a workflow is deleted with its jobs", async ({ monitor, page, open, press }) => {
  await someJobs(monitor);
  await open("/workflows/1aaaaaaa");
  await press("Delete…", ".card");
  await press("Only delete them here");
  equal(await workflowNow(monitor), null);
  equal(new URL(page.url()).pathname, "/jobs");
});

browserTest("the timer is set", async ({ monitor, page, open, press }) => {
  await open("/jobs");
  await page.getByLabel("Ask every").fill("10m");
  await page.getByLabel("continue by itself").check();
  await press("Set");
  deepEqual(await readMonitorSettings(monitor.store), { intervalMs: 600_000, isAutomatic: true });
  equal(await page.getByLabel("Ask every").inputValue(), "10m");
  await page.getByLabel("Ask every").fill("often");
  await press("Set");
  match(await page.getByRole("alert").innerText(), /must be off, or such as 10s/);
});

browserTest("what others change appears, and ticked boxes stay ticked", async ({ monitor, page, open }) => {
  const { runs } = await someJobs(monitor);
  await open("/jobs");
  const box = page.getByRole("checkbox", { name: "Select runs long" });
  await box.check();
  await keep(monitor.store, workflowRecord(), [{ ...runs, reason: "queued behind 14 jobs" }]);
  await page.getByText("queued behind 14 jobs").waitFor();
  equal(await box.isChecked(), true);
  await page.getByText("1 selected").waitFor();
  await page.getByRole("checkbox", { name: "Select all of this workflow" }).check();
  await page.getByText("5 selected").waitFor();
});

const IS_AT_END = `(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight < 40)(
  document.querySelector(".written"))`;

browserTest("an output is shown from its end, goes on by itself, and leads to what is earlier", async (opened) => {
  const { monitor, page, open } = opened;
  const file = `${monitor.store.directory}/output`;
  const lines = Array.from({ length: 20_000 }, (_, n) => `line ${n} of the job\n`);
  Deno.writeTextFileSync(file, lines.join(""));
  const job = jobRecord({ definition: ofType("Writes"), parameters: { output: file } });
  await keep(monitor.store, workflowRecord(), [job]);
  await open(`/jobs/1aaaaaaa/${job.id}`);
  const written = page.locator(".written");
  ok((await written.innerText()).endsWith("line 19999 of the job\n"));
  Deno.writeTextFileSync(file, "and a <b>new</b> line\n", { append: true });
  await page.getByText("and a <b>new</b> line").waitFor();
  ok(await page.evaluate(IS_AT_END));
  await page.getByRole("link", { name: "Earlier" }).click();
  const first = (await written.innerText()).split("\n")[0];
  match(first, /^line \d+ of the job$/);
  await page.getByRole("link", { name: "standard error" }).click();
  await page.getByText("do not give it").waitFor();
});

browserTest("everything is reached by the keyboard", async ({ monitor, page, open }) => {
  const { over } = await someJobs(monitor);
  await open("/jobs");
  await page.keyboard.press("Tab");
  equal(await page.evaluate("document.activeElement.textContent"), "Skip to the content");
  await page.keyboard.press("Enter");
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate("document.activeElement.value") === `1aaaaaaa/${over.id}`) break;
  }
  await page.keyboard.press("Space");
  await page.getByText("1 selected").waitFor();
  await page.getByRole("button", { name: "Check selected" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("over soon is ready").waitFor();
  equal((await jobNow(monitor.store, over))?.state, "ready");
});

browserTest("without scripts everything can be done", async ({ monitor, page, open, press }) => {
  const { over, failed } = await someJobs(monitor);
  await open("/jobs");
  await page.getByRole("checkbox", { name: "Select over soon" }).check();
  await press("Check selected");
  equal((await jobNow(monitor.store, over))?.state, "ready");
  await page.getByRole("link", { name: "failed one" }).click();
  await press("Resubmit");
  equal(await jobNow(monitor.store, failed), null);
}, { javaScriptEnabled: false });

browserTest("read-only, nothing can be pressed", async ({ monitor, page, open }) => {
  const { lost } = await someJobs(monitor);
  for (const path of ["/", "/jobs", "/workflows/1aaaaaaa", `/jobs/1aaaaaaa/${lost.id}`]) {
    await open(path);
    equal(await page.locator("form[method=post]").count(), 0, path);
    equal(await page.locator("button:not([role=search] button)").count(), 0, path);
    equal(await page.getByText("read-only").count(), 1);
  }
}, { isReadOnly: true });

browserTest("nothing that is written runs", async ({ monitor, page, open }) => {
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>`;
  const file = `${monitor.store.directory}/output`;
  Deno.writeTextFileSync(file, evil);
  const source = { file: `/data/${evil}.vt`, version: 1, name: evil };
  const job = jobRecord({ name: evil, reason: evil, definition: ofType("Writes"), parameters: { output: file } });
  await keep(monitor.store, workflowRecord({ source }), [job]);
  await keepExecutions(monitor.store, 1, () => ({ workflow: source }));
  for (
    const path of [
      "/",
      "/jobs",
      "/workflows/1aaaaaaa",
      `/jobs/1aaaaaaa/${job.id}`,
      `/?search=${encodeURIComponent(evil)}`,
    ]
  ) {
    await open(path);
    equal(await page.locator("main img, main script").count(), 0, path);
  }
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 360]) {
    browserTest(`nothing is serious for who cannot see well: ${colorScheme}, ${width} wide`, async (opened) => {
      const { monitor, page, open, press } = opened;
      await keepExecutions(monitor.store, 60);
      await using _ = await recordExecution(monitor.store, header(2, Date.now()));
      const { lost } = await someJobs(monitor);
      for (
        const path of ["/", "/?search=nothing", "/jobs", "/workflows/1aaaaaaa", `/jobs/1aaaaaaa/${lost.id}`, "/no/page"]
      ) {
        await open(path);
        await assertAccessible(page, path);
      }
      await open("/workflows/1aaaaaaa");
      await press("Delete…", ".card");
      await assertAccessible(page, "delete");
    }, { colorScheme, viewport: { width, height: 800 } });
  }
}

/** Nothing serious is found by axe, and nothing stands out of the page. */
async function assertAccessible(page: Page, what: string): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate("axe.run()") as axe.AxeResults;
  const serious = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  deepEqual(
    serious.map(({ id, nodes }) =>
      `${what}: ${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("; ")}`
    ),
    [],
  );
  const [inner, all] = await page.evaluate("[innerWidth, document.documentElement.scrollWidth]") as [number, number];
  ok(all <= inner, `${what} is ${all} wide, the window ${inner}`);
}

browserTest("what was missed is seen when the connection is there again", async ({ monitor, context, page, open }) => {
  await someJobs(monitor);
  await context.route("**/events", (route) => route.abort());
  await open("/jobs");
  await page.getByText("not connected").waitFor();
  await keep(monitor.store, workflowRecord(), [jobRecord({ id: id("f"), name: "came meanwhile" })]);
  await context.unroute("**/events");
  await page.getByText("came meanwhile").waitFor();
  await until(async () => await page.getByText("not connected").count() === 0);
});
