import { deepEqual, equal } from "node:assert/strict";
import { URLDecode, URLEncode } from "../../../modules/url/mod.ts";
import { FakeContext } from "../fake_context.ts";

Deno.test("URLEncode and URLDecode write and read as Python's quote_plus", () => {
  const context = new FakeContext();
  deepEqual(URLEncode.compute({ string: "~/abc def_.-é" }, context), { encoded: "%7E%2Fabc+def_.-%C3%A9" });
  deepEqual(URLDecode.compute({ encoded: "%7e/abc+def%C3%a9%zz%" }, context), { string: "~/abc defé%zz%" });
  equal(URLDecode.compute({ encoded: "%ff" }, context) instanceof Promise, false);
  deepEqual(URLDecode.compute({ encoded: "%ff" }, context), { string: Uint8Array.of(0xff) });
});
