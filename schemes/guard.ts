/**
 * A small shell beside a far side that is a process. It waits for the end of a pipe that this program alone holds open, so
 * it wakes up when this program is gone, even killed: then it kills the far side, which may be busy and not notice, with
 * its group and all that bears its mark.
 */
import { CALL_VARIABLE } from "./call_mark.ts";
import type { Origin } from "./call_processes.ts";

/** It looks several times: what is just becoming another program shows no mark. */
const SCRIPT = `read -r _
kill -s KILL -- "-$1"
for _ in 1 2 3; do
  grep -ls "$2" /proc/[0-9]*/environ | while IFS=/ read -r _ _ pid _; do kill -s KILL "$pid"; done
  sleep 0.1
done`;

/** See the head of the file. */
export class Guard implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;

  constructor({ leader, mark }: Origin) {
    const args = ["-c", SCRIPT, "sh", String(leader), `${CALL_VARIABLE}=${mark}`];
    const pipes = { stdin: "piped", stdout: "null", stderr: "null" } as const;
    this.#child = new Deno.Command("sh", { args, ...pipes, detached: true }).spawn();
  }

  /** Sends it away. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
    await this.#child.stdin.close().catch(() => {});
  }
}
