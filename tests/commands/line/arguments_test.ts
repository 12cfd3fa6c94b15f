import assert from "node:assert/strict";
import { positiveInteger, readArguments } from "../../../commands/line/arguments.ts";

const KNOWN = {
  json: { type: "boolean", doc: "" },
  set: { type: "string", multiple: true, doc: "" },
  store: { type: "string", short: "s", doc: "" },
  save: { type: "string", choices: ["auto", "never"], doc: "" },
} as const;

Deno.test("readArguments() gives operands and a value for every option", () => {
  const { operands, options } = readArguments(
    ["a.vt", "--set", "a=1", "--json", "--set=b=2", "-s", "d", "--", "--x"],
    KNOWN,
  );
  assert.deepEqual(operands, ["a.vt", "--x"]);
  assert.deepEqual({ ...options }, { json: true, set: ["a=1", "b=2"], store: "d", save: undefined });
  assert.deepEqual({ ...readArguments([], KNOWN).options }, {
    json: false,
    set: [],
    store: undefined,
    save: undefined,
  });
});

Deno.test("readArguments() refuses what it does not know", () => {
  const refused = [
    [["--jsn"], "Unknown option --jsn: did you mean --json?"],
    [["--sto=x"], "Unknown option --sto: did you mean --store?"],
    [["-q"], "Unknown option -q"],
    [["--__proto__"], "Unknown option --__proto__"],
    [["--json=1"], 'Option --json takes no value, not even "1"'],
    [["--store"], "Option --store needs a value"],
    [["--store", "--json"], "Option --store needs a value: write --store=--json if --json is it"],
    [["--save", "x"], 'Option --save must be one of auto, never: it is "x"'],
  ] as const;
  for (const [args, message] of refused) {
    assert.throws(() => readArguments(args, KNOWN), { name: "UsageError", message });
  }
});

Deno.test("readArguments() takes values that begin with a dash after an equals sign, and empty ones", () => {
  const { options } = readArguments(["--set=-1", "--set", "-", "--store="], KNOWN);
  assert.deepEqual(options.set, ["-1", "-"]);
  assert.equal(options.store, "");
});

Deno.test("positiveInteger() refuses everything else", () => {
  assert.equal(positiveInteger("most", "20"), 20);
  for (const text of ["0", "-1", "1.5", "x", "", "1e99"]) assert.throws(() => positiveInteger("most", text), /--most/);
});
