/** Starts vt for the monitor: processes of their own, which go on when it ends. What they say goes to a file meanwhile. */
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { ifThere } from "../../runtime/if_there.ts";
import type { Owner } from "../../runtime/record/execution_log.ts";
import { selfCommand } from "../../runtime/self_command.ts";
import { list, type Store } from "../../runtime/store/store.ts";
import type { Started } from "../../web/services.ts";
import { wait } from "../jobs/session.ts";
import { folderOf } from "./token.ts";

/** How a process ended, and what it has said. */
export interface EndedVt {
  readonly code: number;
  readonly output: string;
}

/** A process that was started. */
export interface StartedVt {
  readonly pid: number;
  readonly ended: Promise<EndedVt>;
}

/** So long a person waits to see what becomes of it. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 50;
/** Characters of what a run says that are shown. */
const MOST_OUTPUT = 20_000;
const KILLED = 137;
const OLD_MS = 7 * 24 * 3600 * 1000;

/** Starts vt with these arguments over the same store. */
export function startVt(args: readonly string[], { directory }: Store): StartedVt {
  const path = Deno.makeTempFileSync({ dir: folderOf(directory), suffix: ".txt" });
  const said = openSync(path, "w");
  try {
    const { command, args: all, env } = selfCommand([...args, "--store", directory]);
    const child = spawn(command, [...all], {
      stdio: ["ignore", said, said],
      detached: true, // else Ctrl-C in our terminal would reach it
      env: { ...Deno.env.toObject(), NO_COLOR: "1", ...env },
    });
    child.unref();
    const ended = Promise.withResolvers<EndedVt>();
    child.on("exit", (code) => ended.resolve({ code: code ?? KILLED, output: takeOutput(path) }));
    child.on("error", (error) => ended.resolve({ code: KILLED, output: error.message }));
    return { pid: child.pid!, ended: ended.promise };
  } finally {
    closeSync(said);
  }
}

/** Waits a moment to see whether it records an execution, or ends. */
export async function whatBecomesOf({ pid, ended }: StartedVt, store: Store, signal: AbortSignal): Promise<Started> {
  let end: EndedVt | undefined;
  void ended.then((one) => end = one);
  for (let waited = 0; waited < PATIENCE_MS && await wait(LOOK_MS, signal); waited += LOOK_MS) {
    if (end !== undefined) return { kind: "ended", ...end };
    for await (const { key, value } of list<Owner>(store, { prefix: ["running"] })) {
      if (value.pid === pid) return { kind: "records", execution: String(key[1]) };
    }
  }
  return { kind: "goesOn", pid };
}

/** Removes what runs said that an earlier monitor has started, and that nobody waits for any more. */
export function removeOldOutputs(directory: string, now: number): void {
  const folder = folderOf(directory);
  for (const { name } of Deno.readDirSync(folder)) {
    if (!name.endsWith(".txt")) continue;
    // Another monitor may be faster.
    ifThere(() => {
      const path = `${folder}/${name}`;
      const { mtime } = Deno.statSync(path);
      if (mtime !== null && now - mtime.getTime() > OLD_MS) Deno.removeSync(path);
    });
  }
}

function takeOutput(path: string): string {
  const text = Deno.readTextFileSync(path);
  Deno.removeSync(path);
  return text.length <= MOST_OUTPUT ? text : `…${text.slice(-MOST_OUTPUT)}`;
}
