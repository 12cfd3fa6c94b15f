/** The pages of jobs in a real browser: each action from the page to its effect in the store. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readMonitorSettings } from "../../runtime/jobs/monitor_settings.ts";
import { follow } from "../support/browser.ts";
import { browserTest, ofType, someJobs, workflowNow } from "../support/browser_pages.ts";
import { jobNow, jobRecord, keep, workflowRecord } from "../support/job_records.ts";

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
    /Delete 1 job\?[^]*runs long, running: vt-b0+ on here[^]*It ends nothing outside/,
  );
  await follow(page.getByRole("link", { name: "Keep" }));
  ok(await jobNow(monitor.store, runs));
  await page.getByRole("checkbox", { name: "Select runs long" }).check();
  await press("Delete…", ".deeds");
  await press("Only delete here");
  match(await page.locator(".note").innerText(), /runs long is deleted; vt-b0+ on here may go on/);
  equal(await jobNow(monitor.store, runs), null);
  await open(`/jobs/1aaaaaaa/${writes.id}`);
  await press("Delete…");
  await press("Cancel outside, then delete");
  equal(await jobNow(monitor.store, writes), null);
  equal(Deno.readTextFileSync(`${monitor.store.directory}/cancelled`), "cancelled\n");
});

browserTest("a workflow is deleted with its jobs", async ({ monitor, page, open, press }) => {
  await someJobs(monitor);
  await open("/workflows/1aaaaaaa");
  await press("Delete…", ".card");
  await press("Only delete here");
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
  await follow(page.getByRole("link", { name: "Earlier" }));
  const first = (await written.innerText()).split("\n")[0];
  match(first, /^line \d+ of the job$/);
  await follow(page.getByRole("link", { name: "standard error" }));
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
  await follow(page.getByRole("link", { name: "failed one" }));
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
