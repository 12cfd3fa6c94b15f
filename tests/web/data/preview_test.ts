import { deepEqual, equal } from "node:assert/strict";
import { Tuple } from "../../../runtime/python/tuple.ts";
import { PathValue } from "../../../runtime/values.ts";
import { imageType } from "../../../web/data/image_type.ts";
import { previewOf, previewOfOutput } from "../../../web/data/preview.ts";

Deno.test("previewOf() shows lists of lists and of dictionaries as tables", () => {
  deepEqual(previewOf([[1, "a"], new Tuple([2, "b"])]), {
    kind: "table",
    head: [],
    rows: [["1", "a"], ["2", "b"]],
    count: 2,
  });
  deepEqual(previewOf([new Map([["x", 1]]), new Map([["y", "two"]])]), {
    kind: "table",
    head: ["x", "y"],
    rows: [["1", ""], ["", "two"]],
    count: 2,
  });
});

Deno.test("previewOf() shows the objects of scripts as dictionaries, also where they hold themselves", () => {
  deepEqual(previewOf([{ x: 1, y: NaN }, { x: 2n ** 70n, z: { deep: [{ a: 1 }] } }]), {
    kind: "table",
    head: ["x", "y", "z"],
    rows: [["1", "NaN", ""], ["1180591620717411303424", "", '{"deep":[{"a":1}]}']],
    count: 2,
  });
  const circular: Record<string, unknown> = { name: "ring" };
  circular.self = circular;
  const shown = previewOf(circular);
  equal(shown.kind === "text" && shown.text, '{"name":"ring","self":{"__type__":"Object"}}');
  deepEqual(previewOf(-Infinity), { kind: "text", text: "-Infinity", isCut: false });
  deepEqual(previewOfOutput({ value: { __float__: "nan" } }, undefined), { kind: "text", text: "NaN", isCut: false });
});

Deno.test("previewOf() shows only the beginning of what is long", () => {
  const table = previewOf(Array.from({ length: 10_000 }, () => Array.from({ length: 100 }, () => "x".repeat(1000))));
  equal(table.kind === "table" && table.rows.length, 50);
  equal(table.kind === "table" && table.rows[0].length, 20);
  equal(table.kind === "table" && table.rows[0][0].length, 201);
  const text = previewOf("x".repeat(1e6));
  deepEqual(text.kind === "text" && [text.text.length, text.isCut], [20_000, true]);
});

Deno.test("previewOf() knows pictures by what they are, files by their paths", () => {
  equal(previewOf(new Uint8Array([0xff, 0xd8, 0xff, 0])).kind, "image");
  equal(previewOf(new TextEncoder().encode("<svg onload=alert(1)>")).kind, "bytes");
  equal(imageType(new TextEncoder().encode("<svg xmlns=")), undefined);
  deepEqual(previewOf([new PathValue("/a"), new PathValue("/b")]), { kind: "files", paths: ["/a", "/b"] });
});

Deno.test("previewOfOutput() says what the record knows where the store has nothing", () => {
  deepEqual(previewOfOutput({ value: { __path__: "/a.txt" } }, undefined), { kind: "files", paths: ["/a.txt"] });
  deepEqual(previewOfOutput({ type: "list", size: 7 }, undefined), { kind: "description", text: "list, 7 items" });
  deepEqual(previewOfOutput({ type: "File", size: 3, path: "/b" }, undefined), { kind: "files", paths: ["/b"] });
  equal(previewOfOutput(undefined, { size: 9e9 }).kind, "description");
});
