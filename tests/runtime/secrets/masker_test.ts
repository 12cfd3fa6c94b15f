import { deepEqual, equal } from "node:assert/strict";
import { Tuple } from "../../../runtime/python/tuple.ts";
import { Masker, maskerOf } from "../../../runtime/secrets/masker.ts";
import { PrintedMasker } from "../../../runtime/secrets/printed_masker.ts";
import { Color, PathValue } from "../../../runtime/values.ts";

const SECRET = 'p&ss "wörd"/1';
const masker = maskerOf([SECRET]) as Masker;

Deno.test("Masker.text() finds a secret as it is, in JSON, in addresses and in base64 at any place", () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  for (
    const text of [
      SECRET,
      JSON.stringify({ token: SECRET }),
      `https://x/?a=${encodeURIComponent(SECRET)}`,
      `https://x/?a=${encodeURIComponent(SECRET).toLowerCase()}`,
      new URLSearchParams({ a: SECRET }).toString(),
      ...["", "a", "ab", "abc", "user:"].flatMap((before) => [
        bytes(before + SECRET + before).toBase64(),
        bytes(before + SECRET + before).toBase64({ alphabet: "base64url", omitPadding: true }),
      ]),
    ]
  ) {
    const masked = masker.text(`<${text}>`);
    equal(masked.includes("***"), true, text);
    equal(masked.length < text.length, true, text);
  }
});

Deno.test("Masker leaves alone what is no secret, and secrets of fewer than six characters", () => {
  equal(masker.text("pass word"), "pass word");
  equal(maskerOf(["abc12", " \n"]), undefined);
  equal(maskerOf([]), undefined);
});

Deno.test("Masker finds the lines of a secret that has several", () => {
  const key = maskerOf(["-----BEGIN-----\nAAAABBBBCCCC\nDDDDEEEEFFFF\n-----END-----\n"])!;
  equal(key.text("it is AAAABBBBCCCC DDDDEEEEFFFF."), "it is *** ***.");
});

Deno.test("Masker.value() copies only what lies around a secret", () => {
  const clean = { a: [1, "x", new Color([1, 0, 0])], b: new Map([["k", 2n]]) };
  equal(masker.value(clean), clean);
  const color = new Color([0, 0, 0]);
  const circle: unknown[] = [];
  circle.push(circle);
  equal(masker.value(circle), circle);
  const dirty = {
    [SECRET]: 1,
    list: [clean, SECRET, color],
    tuple: new Tuple([SECRET]),
    map: new Map([[SECRET, SECRET]]),
    path: new PathValue(`/tmp/${SECRET}`),
    bytes: new TextEncoder().encode(`a${SECRET}`),
  };
  const masked = masker.value(dirty);
  deepEqual(
    masked,
    {
      "***": 1,
      list: [clean, "***", color],
      tuple: new Tuple(["***"]),
      map: new Map([["***", "***"]]),
      path: new PathValue("/tmp/***"),
      bytes: "***",
    } as unknown as typeof dirty,
  );
  equal(masked.list[0], clean);
});

Deno.test("PrintedMasker finds a secret that is spread over pieces, and loses nothing else", () => {
  const plain = maskerOf(["canary-1"])!;
  for (
    const pieces of [["a can", "ary", "-1 b"], ["a ", "c", "anary-1", " b"], ["a canary-1 b"], [..."a canary-1 b"]]
  ) {
    const printed = new PrintedMasker(plain);
    equal(pieces.map((piece) => printed.take(piece)).join("") + printed.rest(), "a *** b");
  }
  const printed = new PrintedMasker(plain);
  deepEqual([printed.take("can"), printed.take("can"), printed.take("ary"), printed.rest()], ["", "can", "", "canary"]);
});
