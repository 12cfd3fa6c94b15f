/** Pipelines and version trees in the languages of Graphviz (dot) and Mermaid. */
import type { Pipeline, PipelineModule } from "../../runtime/pipeline/pipeline.ts";
import { type ShownVersion, shownVersions } from "../../runtime/vistrail/shown_versions.ts";
import { actionDescription } from "../../runtime/vistrail/version_tree.ts";
import { tagsOf, type Vistrail } from "../../runtime/vistrail/vistrail.ts";
import { moduleName } from "./pipeline.ts";

/** The languages. */
export type GraphLanguage = "dot" | "mermaid";

/** How a language writes boxes, frames around boxes, and arrows. Ids are made here and need no escaping. */
interface Language {
  readonly begin: string;
  readonly end: readonly string[];
  box(id: string, text: string): string;
  frame(id: string, text: string): string;
  readonly endFrame: string;
  arrow(from: string, to: string, text: string): string;
}

const LANGUAGES: Readonly<Record<GraphLanguage, Language>> = {
  dot: {
    begin: "digraph {\n  rankdir=TB; node [shape=box, fontname=Helvetica]; edge [fontname=Helvetica, fontsize=10];",
    end: ["}"],
    box: (id, text) => `${id} [label=${dotText(text)}];`,
    frame: (id, text) => `subgraph cluster_${id} { label=${dotText(text)};`,
    endFrame: "}",
    arrow: (from, to, text) => `${from} -> ${to}${text === "" ? "" : ` [label=${dotText(text)}]`};`,
  },
  mermaid: {
    begin: "flowchart TB",
    end: [],
    box: (id, text) => `${id}["${mermaidText(text)}"]`,
    frame: (id, text) => `subgraph ${id}_content ["${mermaidText(text)}"]`,
    endFrame: "end",
    arrow: (from, to, text) => `${from} -->${text === "" ? "" : `|"${mermaidText(text)}"|`} ${to}`,
  },
};

/** A pipeline; groups become frames beside the module that stands for them. */
export function pipelineGraph(pipeline: Pipeline, language: GraphLanguage): string {
  const write = LANGUAGES[language];
  return [write.begin, ...body(pipeline, { write, path: "m", indent: "  " }), ...write.end].join("\n");
}

/** The tree of versions, as short as `drawTree` shows it. */
export function treeGraph(vistrail: Vistrail, language: GraphLanguage): string {
  const write = LANGUAGES[language];
  const tags = tagsOf(vistrail);
  const lines = [write.begin];
  const waiting: ShownVersion[] = [shownVersions(vistrail)];
  for (let shown = waiting.pop(); shown !== undefined; shown = waiting.pop()) {
    const action = vistrail.actions.get(shown.id);
    const name = tags.get(shown.id) ?? (action === undefined ? "empty" : actionDescription(action));
    const marks = `${shown.pruned ? " (pruned)" : ""}${shown.standsFor > 1 ? ` (${shown.standsFor} versions)` : ""}`;
    lines.push(`  ${write.box(`v${shown.id}`, `${shown.id} ${name}${marks}`)}`);
    for (const child of shown.children) {
      const folded = child.folded === 0 ? "" : `+${child.folded}`;
      lines.push(`  ${write.arrow(`v${shown.id}`, `v${child.id}`, folded)}`);
    }
    waiting.push(...shown.children.toReversed());
  }
  return [...lines, ...write.end].join("\n");
}

interface Place {
  readonly write: Language;
  /** What ids of this level begin with. */
  readonly path: string;
  readonly indent: string;
}

function body({ modules, connections }: Pipeline, place: Place): string[] {
  const { write, path, indent } = place;
  const idOf = (module: number) => `${path}${module}`.replaceAll("-", "_");
  return [
    ...modules.map((module) => indent + write.box(idOf(module.id), boxText(module))),
    ...connections.map(({ source, destination }) => {
      const text = `${source.port} → ${destination.port}`;
      return indent + write.arrow(idOf(source.module), idOf(destination.module), text);
    }),
    ...modules.flatMap((module) => frame(module, { ...place, path: idOf(module.id) })),
  ];
}

function frame({ workflow, label, name }: PipelineModule, { write, path, indent }: Place): string[] {
  if (workflow === undefined) return [];
  return [
    indent + write.frame(path, label || name),
    ...body(workflow, { write, path: `${path}_`, indent: `${indent}  ` }),
    indent + write.endFrame,
  ];
}

function boxText(module: PipelineModule): string {
  return module.label === ""
    ? `${module.id} ${moduleName(module)}`
    : `${module.id} ${moduleName(module)}\n${module.label}`;
}

function dotText(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  return `"${escaped.replace(/\p{Cc}/gu, " ")}"`;
}

function mermaidText(text: string): string {
  return text.replace(/[#"<>&\\`]|\p{Cc}/gu, (sign) => sign === "\n" ? "<br>" : `#${sign.codePointAt(0)};`);
}
