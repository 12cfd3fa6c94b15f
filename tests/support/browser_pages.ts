/** What tests of pages in a real browser share: a browser that is signed in, jobs to act upon, what everyone can read. */
import axe from "axe-core";
import { deepEqual, ok } from "node:assert/strict";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { Job, JobDefinitionName } from "../../runtime/jobs/job.ts";
import type { JobWorkflow } from "../../runtime/jobs/job_workflow.ts";
import { follow, hasNoBrowser, openBrowser, PATIENCE_MS } from "./browser.ts";
import { jobRecord, keep, workflowRecord } from "./job_records.ts";
import { CODE, type ServedMonitor, serveMonitor } from "./monitor.ts";

const shared: { browser?: Browser } = {};

Deno.test.beforeAll(async () => {
  if (!hasNoBrowser) shared.browser = await openBrowser();
});
Deno.test.afterAll(async () => await shared.browser?.close());

/** What a test is given. */
export interface Opened {
  readonly monitor: ServedMonitor;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Opens a path of the monitor. */
  readonly open: (path: string) => Promise<void>;
  /** Presses a button, and waits for the page that follows. */
  readonly press: (name: string | RegExp, within?: string) => Promise<void>;
}

/** What is different for a test. */
export interface Surroundings extends BrowserContextOptions {
  readonly isReadOnly?: boolean;
}

/** A test with a browser that is signed in. Whatever it does, no request leaves the machine and no script fails. */
export function browserTest(
  name: string,
  test: (opened: Opened) => Promise<void>,
  surroundings: Surroundings = {},
): void {
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
      page.setDefaultTimeout(PATIENCE_MS);
      const open = async (path: string): Promise<void> => void await page.goto(monitor.origin + path);
      const press: Opened["press"] = async (name, within = "body") => {
        await follow(page.locator(within).getByRole("button", { name, exact: typeof name === "string" }));
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

/** An id of a job. */
export function id(letter: string): string {
  return letter.padEnd(40, "0");
}

/** The definition of another type of the fake jobs. */
export function ofType(name: string): JobDefinitionName {
  return { ...jobRecord().definition!, name };
}

/** The workflow of {@linkcode someJobs} as it is now. */
export async function workflowNow({ store }: ServedMonitor): Promise<JobWorkflow | null> {
  return (await store.kv.get<JobWorkflow>(["workflow", "1aaaaaaa"])).value;
}

/** Jobs in most states; cancelling one writes into a file of the store. */
export async function someJobs({ store }: ServedMonitor): Promise<Readonly<Record<string, Job>>> {
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

/** Nothing serious is found by axe, and nothing stands out of the page. */
export async function assertAccessible(page: Page, what: string): Promise<void> {
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
