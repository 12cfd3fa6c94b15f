import assert from "node:assert/strict";
import { plain } from "../../../commands/line/terminal.ts";
import { catalogueText, moduleData, moduleText } from "../../../commands/modules/text.ts";
import type { AnyDefinition } from "../../../runtime/authoring/module.ts";
import { definePackage } from "../../../runtime/authoring/package.ts";
import { port, tuplePort } from "../../../runtime/authoring/port.ts";
import type { PortType } from "../../../runtime/authoring/port_type.ts";

const Text: PortType<string> = { package: "org.example", namespace: "", name: "Text" };
const Count: PortType<number> = {
  package: "org.example",
  namespace: "inner",
  name: "Count",
  constant: { parse: Number, format: (value) => `${value}L`, validate: () => true, default: 0 },
};
const Cut: AnyDefinition = {
  name: "Cut",
  namespace: "text",
  doc: "Cuts a text.",
  inputs: {
    text: port(Text),
    at: port(Count, { default: 3, values: [3, 5], doc: "Where." }),
    with: port(Text, { default: "" }),
    more: port(Text, { optional: true, depth: 2 }),
  },
  outputs: { parts: tuplePort([Text, Count]) },
};
const Plain: AnyDefinition = { name: "AModuleWithAVeryLongName", inputs: {}, outputs: {} };
const PACKAGE = definePackage({ identifier: "org.example", name: "Example", version: "1.2", modules: [Cut, Plain] });

Deno.test("moduleText() tells of each port what one must know to wire it", () => {
  assert.equal(
    moduleText(PACKAGE, Cut, plain),
    `text|Cut  org.example 1.2
Cuts a text.

Inputs
  text  Text, mandatory
  at    Count, default 3L, one of 3L, 5L: Where.
  with  Text, default ""
  more  List of List of Text, optional

Outputs
  parts  (Text, Count)

`,
  );
});

Deno.test("moduleText() and moduleData() tell where a module may run besides here", () => {
  const supporting = (parallelizable: AnyDefinition["parallelizable"]): AnyDefinition => ({
    ...Plain,
    parallelizable,
    compute: () => ({}),
  });
  const last = (module: AnyDefinition) => moduleText(PACKAGE, module, plain).trimEnd().split("\n\n").at(-1);
  assert.equal(last(supporting({ worker: true, remote: true })), "May run elsewhere: worker and other machines.");
  assert.equal(
    last(supporting({ process: true, autoselect: false })),
    "May run elsewhere, if it is told to: process.",
  );
  assert.equal(last(supporting("portable")), "May run elsewhere: anything, with the group that it stands in.");
  assert.deepEqual(
    JSON.parse(JSON.stringify(moduleData(PACKAGE, supporting({ process: true, systems: { ssh: true } }))))
      .supportedExecution,
    { worker: false, process: true, remote: false, systems: { ssh: true }, autoselect: true, portable: false },
  );
});

Deno.test("catalogueText() gives a line for each module", () => {
  const expected = `org.example 1.2  Example\n  text|Cut${" ".repeat(18)}Cuts a text.\n  AModuleWithAVeryLongName\n\n`;
  assert.equal(catalogueText(PACKAGE, [Cut, Plain], plain), expected);
});

Deno.test("moduleData() is JSON with full type names", () => {
  const data = JSON.parse(JSON.stringify(moduleData(PACKAGE, Cut)));
  assert.deepEqual(data.inputs[1], {
    name: "at",
    types: ["org.example:inner|Count"],
    depth: 0,
    optional: true,
    doc: "Where.",
    default: "3L",
    values: ["3L", "5L"],
  });
  assert.deepEqual(data.outputs.map(({ types }: { types: string[] }) => types), [[
    "org.example:Text",
    "org.example:inner|Count",
  ]]);
});
