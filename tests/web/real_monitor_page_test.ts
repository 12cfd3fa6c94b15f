/** The page of a real `vt monitor` in a real browser: what is pressed there is done by processes of their own. */
import { deepEqual, equal } from "node:assert/strict";
import { hasNoBrowser, openBrowser, PATIENCE_MS } from "../support/browser.ts";
import { startMonitor, until, untilRemoved } from "../support/monitor_process.ts";
import { startVt, vt } from "../support/vt_process.ts";

const SCRIPT = `
import { defineJob, port, types as t, workflow } from "vt";
const isThere = () => { try { return Deno.statSync(new URL("over", import.meta.url)).isFile; } catch { return false; } };
export const Job = defineJob({
  name: "Job",
  inputs: {}, outputs: { value: port(t.Integer) },
  readInputs: () => ({}),
  start: () => ({}),
  handle: () => ({ finished: isThere }),
  finish: () => ({}),
  setResults: () => ({ value: 42 }),
});
export default workflow("waits", ({ add, output }) => {
  output("value", add(Job, {}, { label: "the long one" }).value);
});
`;

Deno.test({
  name: "page: a run that waits is suspended, its job checked, and its workflow continued to its end",
  ignore: hasNoBrowser,
  fn: async () => {
    const folder = Deno.makeTempDirSync({ prefix: "vt_test_" });
    const [store, script] = [`${folder}/store`, `${folder}/waits.ts`];
    Deno.writeTextFileSync(script, SCRIPT);
    await using monitor = await startMonitor(store);
    await monitor.ask("PUT", "/api/timer", { interval: "off", isAutomatic: false });
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(monitor.link);
      await page.getByText("Nothing was run yet").waitFor();
      const run = startVt(["run", script, "--store", store, "--wait", "--check-interval", "1h"]);
      await page.getByText("the long one").first().waitFor();
      await page.goto(`${monitor.origin}/jobs`);
      await page.getByRole("button", { name: "Suspend now" }).click();
      equal((await run.status).code, 75);
      Deno.writeTextFileSync(`${folder}/over`, "");
      await page.getByRole("button", { name: "Check all" }).click();
      await page.getByText("the long one is ready").waitFor();
      await page.goto(monitor.origin);
      await page.getByRole("button", { name: "Continue waits.ts" }).click();
      await page.locator("#executions .state-completed").waitFor();
      const { executions } = await until(() => monitor.ask("GET", "/api/executions?state=completed"));
      deepEqual(executions.map(({ file }: { file: string }) => file), [script]);
      equal((await vt(["jobs", "--store", store])).stdout.includes("the long one"), false);
    } finally {
      await browser.close();
      await monitor.end();
      await untilRemoved(folder);
    }
  },
  sanitizeOps: false,
  sanitizeResources: false,
});
