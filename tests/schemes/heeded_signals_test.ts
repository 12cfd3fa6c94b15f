import assert from "node:assert/strict";
import { HeededSignals } from "../../schemes/heeded_signals.ts";

Deno.test("HeededSignals tells each item whose signal is aborted, and none that has left", () => {
  const told: unknown[] = [];
  const signals = new HeededSignals<string>((item, reason) => told.push([item, reason]));
  const [one, other] = [new AbortController(), new AbortController()];
  for (const item of ["a", "b", "c"]) signals.heed(one.signal, item);
  signals.heed(other.signal, "d");
  signals.heed(undefined, "e");
  signals.leave(one.signal, "b");
  signals.leave(undefined, "e");
  one.abort("enough");
  assert.deepEqual(told, [["a", "enough"], ["c", "enough"]]);
});

Deno.test("HeededSignals has one listener for all items of a signal, and none when the last has left", () => {
  const { signal } = new AbortController();
  let listeners = 0;
  signal.addEventListener = () => void listeners++;
  signal.removeEventListener = () => void listeners--;
  const signals = new HeededSignals<number>(() => {});
  for (let item = 0; item < 3; item++) signals.heed(signal, item);
  assert.equal(listeners, 1);
  for (let item = 0; item < 3; item++) signals.leave(signal, item);
  assert.equal(listeners, 0);
  signals.heed(signal, 4);
  assert.equal(listeners, 1);
});
