/** Busy loops in bare processes: how much faster this machine is with two of them than with one, without any runner. */
import { programPath } from "./peer_program.ts";

/** Wall milliseconds of so many busy loops, split over processes that wait, warm, for a common start. */
export async function busyInProcesses(processes: number, calls: number, iterations: number): Promise<number> {
  const children = Array.from({ length: processes }, (_, i) => {
    const share = Math.floor((calls + i) / processes);
    return startProcess([programPath("busy_process.ts"), String(share), String(iterations)]);
  });
  try {
    await Promise.all(children.map((child) => child.answer()));
    const start = performance.now();
    await Promise.all(children.map((child) => child.begin()));
    await Promise.all(children.map((child) => child.answer()));
    return performance.now() - start;
  } finally {
    await Promise.all(children.map((child) => child.end()));
  }
}

interface BareProcess {
  /** Waits for the next byte that it says. */
  readonly answer: () => Promise<void>;
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
}

function startProcess(args: readonly string[]): BareProcess {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "--quiet", ...args],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const [reader, writer] = [child.stdout.getReader(), child.stdin.getWriter()];
  return {
    answer: async () => {
      if ((await reader.read()).done) throw new Error(`deno run ${args.join(" ")} ended before it was done`);
    },
    begin: async () => await writer.write(new Uint8Array(1)),
    end: async () => {
      await writer.close().catch(() => {});
      await reader.cancel();
      await child.status;
    },
  };
}
