/** Processes `sleep SECONDS` that a test has started: who finds one that should be gone has found a survivor. */
import assert from "node:assert/strict";

/** A number of seconds that no other process sleeps; more than an hour. */
export function uniqueSeconds(): string {
  return `4000.${crypto.getRandomValues(new Uint32Array(1))[0]}`;
}

/** Those that there are, whoever is their parent. On Linux alone. */
export function sleepers(seconds: string): number[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter((pid) => sleeps(pid, seconds));
}

function sleeps(pid: number, seconds: string): boolean {
  try {
    return pid > 0 && Deno.readTextFileSync(`/proc/${pid}/cmdline`).endsWith(`sleep\0${seconds}\0`);
  } catch {
    return false; // it has just ended
  }
}

/** Waits until there are so many, for a minute at most: what has started one may have been quicker than it is. */
export async function untilSleepers(seconds: string, count: number): Promise<void> {
  await waitWhile(() => sleepers(seconds).length < count);
}

/** Fails where some remain. What was killed may take a moment. */
export async function assertNoneSleeps(seconds: string): Promise<void> {
  await assertNoneRuns(() => sleepers(seconds));
}

/** Fails where some of these processes remain after a minute; a machine may have much else to do. */
export async function assertNoneRuns(pids: () => readonly number[]): Promise<void> {
  await waitWhile(() => pids().some(isRunning));
  const left = pids().filter(isRunning);
  for (const pid of left) Deno.kill(pid, "SIGKILL");
  assert.deepEqual(left, [], "survivors");
}

async function waitWhile(isSo: () => boolean): Promise<void> {
  for (const end = performance.now() + 60_000; isSo() && performance.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** One that has ended and that nobody has asked for shows no arguments. */
export function isRunning(pid: number): boolean {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`) !== "";
  } catch {
    return false;
  }
}
