import { deepEqual, equal, throws } from "node:assert/strict";
import { PersistentRef, persistentRef } from "../../../modules/persistence/mod.ts";
import { persistentRefType } from "../../../modules/persistence/persistent_ref.ts";
import { FakeContext } from "../fake_context.ts";

const constant = persistentRefType.constant!;
const TEXT =
  "(2, '6b1e3a4e-1f2d-11e0-8a3c-0016cb9d0d1a', None, '/data/in.csv', True, False, True, 'in put.csv', 'a b')";

Deno.test("a reference is written as VisTrails writes it, and reads back", () => {
  const ref = constant.parse(TEXT);
  deepEqual(ref, {
    type: 2,
    id: "6b1e3a4e-1f2d-11e0-8a3c-0016cb9d0d1a",
    version: null,
    localPath: "/data/in.csv",
    localRead: true,
    localWriteback: false,
    versioned: true,
    name: "in put.csv",
    tags: "a b",
  });
  equal(constant.format(ref), TEXT);
  deepEqual(constant.parse(TEXT.replaceAll(" '", " u'")), ref);
  equal(constant.format(constant.default), "(1, None, None, None, False, False, False, '', '')");
});

Deno.test("a text that is no tuple of nine is None, which PersistentRef refuses", () => {
  for (const text of ["x", "(1, 2)", "__import__('os')", "(1,", "None", "[]", "(0,)*9"]) {
    equal(constant.parse(text), null, text);
  }
  throws(() => PersistentRef.compute({ value: null as never }, new FakeContext()), {
    message: "Internal Error: Constant failed validation",
  });
});

Deno.test("PersistentRef gives the reference and its text", () => {
  const value = persistentRef({ id: "a" });
  deepEqual(PersistentRef.compute({ value }, new FakeContext()), {
    value,
    value_as_string: "(1, 'a', None, None, False, False, False, '', '')",
  });
});
