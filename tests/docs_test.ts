/** What the documents say of the code, where it can be read from both. */
import { deepEqual, doesNotThrow, ok } from "node:assert/strict";
import { readArguments } from "../commands/line/arguments.ts";
import { COMMANDS } from "../main.ts";
import { FINAL_STATES, JOB_STATES, MAY_BECOME } from "../runtime/jobs/job.ts";

const states = await Deno.readTextFile(new URL("../docs/states.md", import.meta.url));

/** The part of the document below this heading. */
function section(heading: string): string {
  const [, text] = states.split(`## ${heading}\n`);
  return text.split("\n## ")[0];
}

/** The arrows of the drawing below this heading, sorted. */
function arrows(heading: string): string[] {
  const [, drawing] = /```mermaid\n([^`]*)```/.exec(section(heading)) ?? [];
  return [...drawing.matchAll(/^ +(\S+ --> \S+)$/gm)].map(([, arrow]) => arrow).sort();
}

/** The states of the table below this heading, in its order. */
function rows(heading: string): string[] {
  return [...section(heading).matchAll(/^\| `(\w+)` \|/gm)].map(([, state]) => state);
}

Deno.test("docs/states.md draws the changes of jobs that the code allows, and no other", () => {
  const allowed = JOB_STATES.flatMap((from) =>
    MAY_BECOME[from].filter((to) => to !== from).map((to) => `${from} --> ${to}`)
  );
  const ends = [...FINAL_STATES].map((state) => `${state} --> [*]`);
  deepEqual(arrows("A job"), ["[*] --> submitting", ...allowed, ...ends].sort());
});

Deno.test("docs/states.md explains each state of jobs", () => deepEqual(rows("A job"), [...JOB_STATES]));

Deno.test("a job in a final state does not change", () => {
  deepEqual(JOB_STATES.filter((state) => MAY_BECOME[state].length === 0), [...FINAL_STATES]);
});

/** The command lines of a document: in code blocks, behind `$` or not, and in running text. */
function commandLines(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^(?: {4}|\$ (?:deno task )?)(vt [a-z].*?)(?: {2,}.*)?$/gm)].map(([, line]) =>
    line
  );
  const inline = [...markdown.matchAll(/`(vt [a-z][^`]*)`/g)].map(([, line]) => line);
  return [...blocks, ...inline].filter((line) => !/[[|…]/.test(line));
}

function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|\S+/g)].map(([word, single, double]) => single ?? double ?? word);
}

const root = new URL("../", import.meta.url);
const documents = ["README.md", ...[...Deno.readDirSync(new URL("docs/", root))].map(({ name }) => `docs/${name}`)];

/** Throws where the command or an option of the line does not exist. */
async function checkLine(line: string): Promise<void> {
  const [program, name, ...args] = words(line);
  if (program !== "vt") return; // a line of the shell
  ok(Object.hasOwn(COMMANDS, name), line);
  const { command } = await COMMANDS[name]();
  doesNotThrow(() => readArguments(args, command.options), line);
}

for (const document of documents.filter((path) => path.endsWith(".md")).sort()) {
  Deno.test(`${document} names commands and options that exist`, async () => {
    for (const line of commandLines(await Deno.readTextFile(new URL(document, root)))) await checkLine(line);
  });
}

Deno.test("the examples in help name commands and options that exist", async () => {
  for (const load of Object.values(COMMANDS)) {
    for (const [line] of (await load()).command.examples) await checkLine(line);
  }
});
