/** A Job Monitor in a process of its own over a store that vanishes, and pages of a browser that are signed in. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { openStore, type Store } from "../../runtime/store/store.ts";
import { PATIENCE_MS } from "./browser.ts";
import { type MonitorProcess, startMonitor, untilRemoved } from "./monitor_process.ts";
import { type Finished, vt } from "./vt_process.ts";

/** See the head of the file. */
export interface MonitorPages extends AsyncDisposable {
  readonly monitor: MonitorProcess;
  readonly store: Store;
  /** Runs vt over the same store. */
  readonly vt: (...args: readonly string[]) => Promise<Finished>;
  /** A page that is signed in, at an address of the monitor. */
  readonly open: (address: string, options?: BrowserContextOptions) => Promise<Page>;
}

/** Starts it; `files` are shown before they have run. */
export async function openMonitorPages(browser: Browser, files: readonly string[] = []): Promise<MonitorPages> {
  await using opening = new AsyncDisposableStack();
  const directory = opening.adopt(Deno.makeTempDirSync(), untilRemoved);
  const store = opening.use(await openStore({ directory, because: "--store", fileSystem: "" }));
  const monitor = opening.use(await startMonitor(directory, ...files));
  const first = opening.adopt(await browser.newContext(), (context) => context.close());
  const entry = await first.newPage();
  await entry.goto(monitor.link);
  await entry.waitForURL((url) => url.pathname === "/");
  const storageState = await first.storageState();
  const all = opening.move();
  return {
    monitor,
    store,
    vt: (...args) => vt([...args, "--store", directory]),
    open: async (address, options = {}) => {
      const context = all.adopt(await browser.newContext({ storageState, ...options }), (one) => one.close());
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(monitor.origin + address);
      return page;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
