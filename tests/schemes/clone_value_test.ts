import assert from "node:assert/strict";
import { holderOf } from "../../runtime/python/held_value.ts";
import { Traveller } from "../../runtime/python/travel.ts";
import { Tuple } from "../../runtime/python/tuple.ts";
import { PathValue } from "../../runtime/values.ts";
import { cloneCodec } from "../../schemes/clone_value.ts";

Deno.test("cloneCodec leaves alone what a clone keeps", () => {
  const value = { list: [1, "a", null, undefined, NaN], bytes: new Uint8Array(70_000), deep: [{ a: Object(5) }] };
  const encoded = cloneCodec.encode(value)!;
  assert.equal(encoded.value, value);
  assert.equal(encoded.isMarked, false);
  assert.deepEqual(encoded.buffers, [value.bytes.buffer]);
  assert.equal(cloneCodec.decode(encoded)?.value, value);
});

Deno.test("cloneCodec brings classes through a clone, and leaves the original as it was", () => {
  const value = { tuple: new Tuple([new PathValue("a")]), map: new Map([[new Tuple([1]), [new Tuple([])]]]) };
  const encoded = cloneCodec.encode(value)!;
  assert.deepEqual(cloneCodec.decode(structuredClone(encoded)), { value });
  assert.ok(value.tuple.items[0] instanceof PathValue);
});

Deno.test("cloneCodec sends of a view only what it shows", () => {
  const { value } = cloneCodec.encode(new Uint8Array(1_000_000).subarray(5, 10))!;
  assert.equal((value as Uint8Array).buffer.byteLength, 5);
});

Deno.test("cloneCodec refuses what a clone would spoil", () => {
  const ring: unknown[] = [];
  ring.push(ring, ring);
  const given = new Uint8Array(4);
  structuredClone(given, { transfer: [given.buffer] });
  for (const value of [() => 1, new (class Own {})(), new Set([1]), new Date(0), ring, Symbol("a"), given]) {
    assert.equal(cloneCodec.encode({ value }), undefined);
  }
});

Deno.test("cloneCodec brings an object of Python with its pickle", async () => {
  const bytes = Uint8Array.of(1, 2);
  const encoded = cloneCodec.encode([new Traveller({ like: new Tuple([1]), bytes })])!;
  const [value] = cloneCodec.decode(structuredClone(encoded))!.value as [object];
  assert.deepEqual(value, new Tuple([1]));
  assert.deepEqual(await holderOf(value)!.pickle([value]), [{ bytes }]);
});
