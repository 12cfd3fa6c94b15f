/** The first page in a real browser, and what holds for all pages. */
import { deepEqual, equal, match } from "node:assert/strict";
import { recordExecution } from "../../runtime/record/log_recorder.ts";
import { follow } from "../support/browser.ts";
import { assertAccessible, browserTest, id, ofType, someJobs } from "../support/browser_pages.ts";
import { keepExecutions } from "../support/execution_records.ts";
import { jobRecord, keep, workflowRecord } from "../support/job_records.ts";
import { until } from "../support/monitor_process.ts";
import { header } from "../support/recorded_run.ts";

browserTest("the first page has what runs, what waits and what is over", async ({ monitor, page, open }) => {
  await keepExecutions(monitor.store, 120);
  await someJobs(monitor);
  await open("/");
  equal(await page.title(), "Executions · vt");
  equal(await page.locator("#executions tbody tr").count(), 50);
  match(await page.locator("#now").innerText(), /simulation\.vt:final\s+1 unknown, 1 failed, 3 running/);
  await follow(page.getByRole("link", { name: "Older" }));
  await follow(page.getByRole("link", { name: "Older" }));
  equal(await page.locator("#executions tbody tr").count(), 20);
  equal(await page.getByRole("link", { name: "Older" }).count(), 0);
  await follow(page.getByRole("link", { name: "Newest" }));
  await follow(page.getByRole("link", { name: /^Failed/ }));
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
