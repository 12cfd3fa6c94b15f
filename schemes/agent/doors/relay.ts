/** What `ssh` starts on the far machine: it passes on what is said between the caller and the agent, and knows nothing. */
import { PREAMBLE } from "../protocol.ts";

/** Passes bytes on in both directions until one of them ends. */
export async function relay(agent: Deno.Conn): Promise<void> {
  await writeAll(new TextEncoder().encode(PREAMBLE));
  const there = Deno.stdin.readable.pipeTo(agent.writable);
  const back = agent.readable.pipeTo(Deno.stdout.writable);
  // Who is left hears it by the end of this program.
  await Promise.race([there, back]).catch(() => {});
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}
