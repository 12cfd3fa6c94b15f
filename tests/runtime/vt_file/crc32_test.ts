import { equal } from "node:assert/strict";
import { crc32 } from "../../../runtime/vt_file/crc32.ts";

Deno.test("crc32() gives the checksum of zip", () => {
  equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
  equal(crc32(new Uint8Array()), 0);
});
