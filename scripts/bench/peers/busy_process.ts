/**
 * A bare process for `bare_processes.ts`. Arguments: how many calls, how many iterations each. It says when it is
 * ready, waits for a byte, computes, and says when it is done.
 */
import { busyLoop } from "./busy_loop.ts";

const [calls, iterations] = Deno.args.map(Number);
busyLoop(iterations);
Deno.stdout.writeSync(new Uint8Array(1));
if (Deno.stdin.readSync(new Uint8Array(1)) === 1) {
  for (let i = 0; i < calls; i++) busyLoop(iterations);
  Deno.stdout.writeSync(new Uint8Array(1));
}
