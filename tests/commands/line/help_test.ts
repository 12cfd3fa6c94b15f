import assert from "node:assert/strict";
import { defineCommand } from "../../../commands/line/command.ts";
import { commandHelp, overview, wrapped } from "../../../commands/line/help.ts";
import { plain } from "../../../commands/line/terminal.ts";

const COMMAND = defineCommand({
  name: "log",
  summary: "Shows what was run",
  usage: "[--most N]\nshow [ID]",
  options: {
    most: {
      type: "string",
      short: "n",
      value: "N",
      doc: "at most so many of them, which is a text that needs two lines",
    },
    set: { type: "string", multiple: true, value: "NAME=VALUE", doc: "a value" },
    "a-very-long-option-name-for-its-column": { type: "boolean", doc: "far" },
  },
  examples: [["vt log", "the last ones"], ["vt log show", "the last one"]],
  notes: "More to know.",
  run: () => Promise.resolve(0),
});

Deno.test("commandHelp() shows examples before options, in 80 columns", () => {
  const text = commandHelp(COMMAND, plain);
  assert.equal(
    text,
    `Shows what was run.

Usage
  vt log [--most N]
  vt log show [ID]

Examples
  vt log       the last ones
  vt log show  the last one

Options
  -n, --most N      at most so many of them, which is a text that needs two
                    lines
  --set NAME=VALUE  a value; may be given several times
  --a-very-long-option-name-for-its-column
                    far
  -h, --help        this text

More to know.
`,
  );
});

Deno.test("overview() lists each command with its first example", () => {
  const lines = overview([COMMAND], plain).split("\n");
  assert.ok(lines.includes("  vt log    the last ones"));
  assert.ok(lines.includes("  log       Shows what was run"));
  assert.deepEqual(lines.filter((line) => line.length > 80), []);
});

Deno.test("overview() paints only what it is given a paint for", () => {
  assert.match(overview([COMMAND], (colour, text) => `<${colour}>${text}`), /<bold>Examples/);
});

Deno.test("wrapped() breaks between words and keeps a word that is too long", () => {
  assert.deepEqual(wrapped("aa bb ccccccc d\ne", 5), ["aa bb", "ccccccc", "d", "e"]);
});
