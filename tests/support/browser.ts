/** A real Chromium for tests of pages; they are skipped, with a notice, where there is none on somebody's machine. */
import { type Browser, chromium, type Locator } from "playwright-core";
import { complain } from "../../commands/line/terminal.ts";

const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const program = PROGRAMS.find(isThere);
if (program === undefined && !Deno.env.has("CI")) complain("Pages are not tested in a browser: there is no Chromium");

/** Whether tests that need a browser are left out. Never in CI. */
export const hasNoBrowser = program === undefined && !Deno.env.has("CI");

/** Starts a browser; whoever starts it closes it. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: program ?? PROGRAMS[0], args: ["--no-sandbox"] });
}

/** How long a page may take to do what is asked of it, on a machine that has much else to do. */
export const PATIENCE_MS = 60_000;

/** Clicks what leads to another page, and waits until that is whole. */
export async function follow(link: Locator): Promise<void> {
  const whole = link.page().waitForEvent("load");
  await Promise.all([whole, link.click()]);
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
