import { doesNotMatch, equal, match } from "node:assert/strict";
import type { DrawnPipeline } from "../../../web/drawing/drawn.ts";
import { PipelineDrawing } from "../../../web/drawing/pipeline_drawing.tsx";
import { drawnOf } from "../../support/drawn.ts";

const LINKS = { module: (path: string): string => `/m/${path}`, toggle: (path: string): string => `/open/${path}` };
const ATTACK = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`;

function drawing(pipeline: DrawnPipeline): string {
  return String(PipelineDrawing({ pipeline, links: LINKS, title: "A pipeline" }));
}

Deno.test("PipelineDrawing tells states by class, by sign and in words", () => {
  const text = drawing(drawnOf("1 2>1 3>2", {
    "1": { status: { state: "completed", tookMs: 12 } },
    "2": { status: { state: "failed", tookMs: 3, where: "lab (ssh) on node7" } },
    "3": { status: { state: "notRun" } },
  }));
  for (const state of ["completed", "failed", "notRun"]) {
    match(text, new RegExp(`class="module state-${state}`));
    match(text, new RegExp(`class="sign sign-${state}"`));
  }
  match(text, />completed, 12ms</);
  match(text, />failed, 3ms, lab \(ssh\) on node7</);
  match(text, />not run</);
});

Deno.test("PipelineDrawing names each module to those who cannot see it, and leads to its page, upstream first", () => {
  const text = drawing(drawnOf("1 2>1", { "2": { name: "Square", label: "mine", status: { state: "cached" } } }));
  match(text, /<a class="module-link" href="\/m\/2"><title>Square “mine”, module 2, cached<\/title>/);
  match(text, /aria-label="A pipeline"/);
  equal(text.indexOf("/m/1") < text.indexOf("/m/2"), true);
});

Deno.test("PipelineDrawing shows how far loops are, in words and as a bar", () => {
  const status = { state: "running", progress: { done: 30, failed: 2, total: 120 } } as const;
  const text = drawing(drawnOf("1", { "1": { status } }));
  match(text, /30 of 120 iterations, 2 failed/);
  const [, track] = /class="progress-track"[^>]* width="(\d+)"/.exec(text)!;
  const [, done] = /class="progress-done"[^>]* width="(\d+)"/.exec(text)!;
  equal(Number(done), Math.round(Number(track) / 4));
});

Deno.test("PipelineDrawing opens and closes groups by links", () => {
  const inside = drawnOf("4,1 4,2>4,1");
  match(drawing(drawnOf("4", { "4": { isGroup: true } })), /href="\/open\/4"><title>Open group 4</);
  const open = drawing(drawnOf("4", { "4": { isGroup: true, inside } }));
  match(open, /<title>Close group 4</);
  match(open, /href="\/m\/4,2"/);
});

Deno.test("PipelineDrawing marks what differs by class and in words", () => {
  const pipeline = drawnOf("1 2>1", { "2": { mark: "added" } });
  const text = drawing({ ...pipeline, connections: [{ ...pipeline.connections[0], mark: "deleted" }] });
  match(text, /class="module mark-added"/);
  match(text, />added</);
  match(text, /class="wire mark-deleted"/);
});

Deno.test("PipelineDrawing takes names, labels and ports for data, never for markup", () => {
  const pipeline = drawnOf("1 2>1", {
    "1": { name: ATTACK, label: ATTACK, status: { state: "failed", where: ATTACK } },
  });
  const text = drawing({
    ...pipeline,
    connections: pipeline.connections.map((one) => ({ ...one, output: ATTACK, input: ATTACK })),
  });
  doesNotMatch(text, /<script|<img/);
  match(text, /&lt;script&gt;/);
  doesNotMatch(text, / style=| on\w+="/);
});
