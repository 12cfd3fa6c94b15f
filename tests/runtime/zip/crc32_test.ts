import { equal } from "node:assert/strict";
import { Crc32, crc32 } from "../../../runtime/zip/crc32.ts";

const bytes = new TextEncoder().encode("123456789");

Deno.test("crc32() gives the checksum of zip", () => {
  equal(crc32(bytes), 0xcbf43926);
  equal(crc32(new Uint8Array()), 0);
});

Deno.test("Crc32 takes bytes in pieces", () => {
  const crc = new Crc32();
  for (const byte of bytes) crc.add(new Uint8Array([byte]));
  equal(crc.value, 0xcbf43926);
});
