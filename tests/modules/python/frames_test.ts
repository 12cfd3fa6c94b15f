import { deepEqual, equal, throws } from "node:assert/strict";
import { frameBytes, FrameReader } from "../../../modules/python/frames.ts";
import { joinBytes } from "../../../runtime/join_bytes.ts";

Deno.test("FrameReader gives what frameBytes() wrote, however it is cut", () => {
  const frames = [
    { message: { text: "é" }, attachments: [] },
    { message: { more: [1, 2] }, attachments: [Uint8Array.of(1, 2, 3), Uint8Array.of(), Uint8Array.of(9)] },
  ];
  const bytes = joinBytes(frames.flatMap(frameBytes));
  for (const size of [1, 3, 8, bytes.length]) {
    const reader = new FrameReader();
    const read = [];
    for (let at = 0; at < bytes.length; at += size) read.push(...reader.take(bytes.subarray(at, at + size)));
    deepEqual(read[0], frames[0]);
    deepEqual(read[1].message, { more: [1, 2], sizes: [3, 0, 1] });
    deepEqual(read[1].attachments.map((part) => [...part]), [[1, 2, 3], [], [9]]);
    equal(read.length, 2);
  }
});

Deno.test("FrameReader refuses a frame of gigabytes", () => {
  throws(() => [...new FrameReader().take(new Uint8Array(8).fill(255))], /^RangeError: Cannot read a frame: \d+ bytes/);
});
