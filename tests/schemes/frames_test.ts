import assert from "node:assert/strict";
import { PathValue } from "../../runtime/values.ts";
import { frameBytes, frameCodec, FrameReader } from "../../schemes/frames.ts";

const VALUES = [new Uint8Array(10_000).fill(7), [new PathValue("ä b")], "}\n"];

function bytesOf(message: object): Uint8Array {
  const pieces = frameBytes(message, VALUES.map((value) => frameCodec.encode(value)!));
  return new Uint8Array(pieces.flatMap((piece) => [...piece]));
}

Deno.test("FrameReader finds frames in pieces of any size", () => {
  const bytes = new Uint8Array([...bytesOf({ n: 1 }), ...bytesOf({ n: 2 })]);
  for (const size of [1, 3, 4096, bytes.length]) {
    const reader = new FrameReader();
    const found: unknown[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      for (const { message, values } of reader.take(bytes.subarray(at, at + size))) {
        found.push(message, ...values.map((value) => frameCodec.decode(value)?.value));
      }
    }
    assert.deepEqual(found, [{ n: 1 }, ...VALUES, { n: 2 }, ...VALUES]);
  }
});

Deno.test("FrameReader refuses what is no frame", () => {
  const text = new TextEncoder().encode("printed between the frames\n");
  assert.throws(() => [...new FrameReader().take(text)], RangeError);
  assert.throws(() => [...new FrameReader().take(new Uint8Array([0, 0, 0, 1, 65]))], SyntaxError);
  const header = new TextEncoder().encode(`{"message":1,"values":[{"node":1,"paths":[],"sizes":[-1]}]}`);
  assert.throws(() => [...new FrameReader().take(new Uint8Array([0, 0, 0, header.length, ...header]))], RangeError);
  for (const value of ["null", "1", `{"node":1,"sizes":1}`, `{"node":1,"paths":{}}`]) {
    const header = new TextEncoder().encode(`{"message":1,"values":[${value}]}`);
    assert.throws(() => [...new FrameReader().take(new Uint8Array([0, 0, 0, header.length, ...header]))], RangeError);
  }
});
