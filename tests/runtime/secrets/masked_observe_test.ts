import { deepEqual, equal } from "node:assert/strict";
import type { ExecutionEvent } from "../../../runtime/record/execution_event.ts";
import { maskedObserve } from "../../../runtime/secrets/masked_observe.ts";
import { maskerOf } from "../../../runtime/secrets/masker.ts";
import { finished } from "../../support/recorded_run.ts";

function printed(id: number, text: string): ExecutionEvent {
  return { kind: "printed", id, within: "", text };
}

Deno.test("maskedObserve() masks what modules print by turns, and tells the rest before a module's end", () => {
  const heard: string[] = [];
  const { observe, flush } = maskedObserve((event) => {
    heard.push(event.kind === "printed" ? `${event.id} ${event.text}` : `${event.id} ends`);
  }, maskerOf(["canary"]));
  for (const event of [printed(1, "a can"), printed(2, "b c"), printed(1, "ary"), printed(1, "can"), finished("1")]) {
    observe(event);
  }
  deepEqual(heard, ["1 a ", "2 b ", "1 ***", "1 can", "1 ends"]);
  flush();
  flush();
  deepEqual(heard.slice(5), ["2 c"]);
});

Deno.test("maskedObserve() masks all texts of an event, and outputs when somebody reads them", () => {
  let reads = 0;
  const outputs = {
    get value(): string[] {
      reads++;
      return ["a canary"];
    },
  };
  const heard: [ExecutionEvent, unknown][] = [];
  const { observe } = maskedObserve((event, outputs) => void heard.push([event, outputs]), maskerOf(["canary"]));
  observe(finished("1", { name: "canary", error: "the canary", trace: "at canary" }), outputs);
  const [[event, masked]] = heard;
  equal(JSON.stringify(event).includes("canary"), false);
  equal(reads, 0);
  deepEqual({ ...masked as object }, { value: ["a ***"] });
});

Deno.test("maskedObserve() stands in nobody's way where there are no secrets", () => {
  const listener = (): void => {};
  equal(maskedObserve(listener, undefined).observe, listener);
});
