/** Pipelines to be drawn, in a few words. */
import type { DrawnModule, DrawnPipeline } from "../../web/drawing/drawn.ts";

/** `a b>a c>a,b`: module b is fed by a, and c by both; modules are called as they are numbered. */
export function drawnOf(text: string, more: Readonly<Record<string, Partial<DrawnModule>>> = {}): DrawnPipeline {
  const words = text.trim().split(/\s+/).map((word) => word.split(">"));
  return {
    modules: words.map(([path]) => ({ path, name: path, label: "", ...more[path] })),
    connections: words.flatMap(([to, sources = ""]) =>
      sources.split(",").filter((from) => from !== "").map((from) => ({ from, output: "out", to, input: `in${from}` }))
    ),
  };
}

/** `count` modules, of which each beyond the first `width` is fed by two of those `width` before it. */
export function gridOf(count: number, width: number): DrawnPipeline {
  const connections = [];
  for (let i = width; i < count; i++) {
    const first = i - width;
    const second = i % width === width - 1 ? first - width + 1 : first + 1;
    for (const from of new Set([first, second])) {
      connections.push({ from: String(from), output: "value", to: String(i), input: `in${from}` });
    }
  }
  const modules = Array.from({ length: count }, (_, i) => ({ path: String(i), name: `Module${i % 7}`, label: "" }));
  return { modules, connections };
}
