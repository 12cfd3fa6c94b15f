import { deepEqual, equal, ok } from "node:assert/strict";
import { LineBuffer } from "../../../runtime/record/line_buffer.ts";
import { LONGEST_VALUE } from "../../../runtime/store/store.ts";

Deno.test("LineBuffer gives the bytes of what was added, in values that the store holds", () => {
  const buffer = new LineBuffer();
  deepEqual(buffer.take(), []);
  for (const length of [1, 1000, 30_000, 200_000]) {
    const lines = Array.from({ length: 50 }, (_, i) => `${"é𝄞x".repeat(length / 50)}${i}\n`);
    for (const line of lines) buffer.add(line);
    const values = buffer.take();
    ok(values.every((value) => value.length > 0 && value.length <= LONGEST_VALUE));
    const decoder = new TextDecoder();
    equal(values.map((value) => decoder.decode(value, { stream: true })).join(""), lines.join(""));
    deepEqual(buffer.take(), []);
  }
});
