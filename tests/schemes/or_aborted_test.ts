import { equal, rejects } from "node:assert/strict";
import { orAborted } from "../../schemes/or_aborted.ts";

const reason = new DOMException("The caller cancelled it", "AbortError");

Deno.test("orAborted() gives what the promise gives, unless the signal is aborted before", async () => {
  const { signal } = new AbortController();
  equal(await orAborted(Promise.resolve(5), signal), 5);
  await rejects(orAborted(Promise.reject(new Error("full")), signal), /full/);
});

Deno.test("orAborted() does not wait when the signal is aborted, and a later failure ends nothing", async () => {
  for (const isEarly of [true, false]) {
    const controller = new AbortController();
    const { promise, reject } = Promise.withResolvers<void>();
    if (isEarly) controller.abort(reason);
    const waiting = orAborted(promise, controller.signal);
    controller.abort(reason);
    await rejects(waiting, reason);
    reject(new Error("nobody hears it"));
    await new Promise((resolve) => setTimeout(resolve)); // an unheard rejection would end the test by now
  }
});
