/** What the documents say of the code, where it can be read from both. */
import { deepEqual } from "node:assert/strict";
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
