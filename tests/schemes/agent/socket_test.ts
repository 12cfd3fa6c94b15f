import assert from "node:assert/strict";
import { connectToAgent, listenOnSocket } from "../../../schemes/agent/doors/socket.ts";
import { TestAgent } from "../../support/agents.ts";
import { temporaryPlace } from "../../support/recorded_run.ts";

/** An agent of the folder that listens until it is told to end; its promise gives whether it was the only one. */
function agentOf(
  folder: string,
): { readonly listens: Promise<void>; readonly end: () => void; only: Promise<boolean> } {
  const over = new AbortController();
  const { promise: listens, resolve } = Promise.withResolvers<void>();
  const options = { idleMs: undefined, signal: over.signal, listening: () => Promise.resolve(resolve()) };
  const only = listenOnSocket(() => new TestAgent({ folder }).agent, folder, options);
  return { listens, end: () => over.abort(), only };
}

Deno.test("an agent that is about to end has a successor, which waits for its place", async () => {
  using place = temporaryPlace();
  const folder = place.directory;
  // It listens no more, and has not ended yet.
  const ending = Deno.openSync(`${folder}/lock`, { create: true, write: true });
  ending.lockSync(true);
  const next = agentOf(folder);
  assert.equal(await Promise.race([next.only, new Promise((wake) => setTimeout(wake, 100, "waits"))]), "waits");
  ending.close();
  await next.listens;
  const nobody = { command: "false", args: [], env: {} };
  (await connectToAgent(folder, nobody)).close();
  next.end();
  assert.equal(await next.only, true);
});

Deno.test("where an agent answers, a second one ends at once", async () => {
  using place = temporaryPlace();
  const first = agentOf(place.directory);
  await first.listens;
  assert.equal(await agentOf(place.directory).only, false);
  first.end();
  assert.equal(await first.only, true);
});
