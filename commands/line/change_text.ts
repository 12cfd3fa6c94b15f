/** What has changed of a module, as people read it. */
import type { CodeChange } from "../../runtime/definition/code_changes.ts";
import { encodeJson } from "../../runtime/python/encode.ts";
import type { Change, PartChange, Source } from "../../runtime/why/change.ts";
import { valueOf } from "../../runtime/why/value_of.ts";
import { title } from "../why/title.ts";
import { oneLine } from "./terminal.ts";

/** Changes of one module that are told. */
const MOST = 6;
/** Characters of values and of code. */
const LONGEST = 60;

/** Several changes one after the other. */
export function changesText(changes: readonly Change[]): string {
  const texts = changes.slice(0, MOST).map(changeText);
  if (changes.length > MOST) texts.push(`and ${changes.length - MOST} more changes`);
  return texts.join("; ");
}

function changeText(change: Change): string {
  switch (change.kind) {
    case "value":
      return valueText(change);
    case "file":
      return fileText(change);
    case "definition":
      return `its definition changed${partsText(change.parts)}`;
    case "module":
      return `it was another module: ${short(change.before)} is now ${short(change.now)}`;
    case "package":
    case "vt":
      return `the version of ${short(change.name)} was ${change.before ?? "unknown"} and is now ${
        change.now ?? "unknown"
      }`;
    case "control":
      return wasAndIs(change.name, change.before, change.now);
    case "ports":
      return "the ports that it has by itself changed";
    case "outside":
      return `what it depends on outside of the workflow changed: ${codeText(contrast(change.before, change.now))}`;
    case "wire":
      return wireText(change);
    case "removed":
      return `it does not hold ${change.modules.map(title).slice(0, MOST).join(", ")} any more`;
    case "order":
      return "the order of its ports changed";
    case "added":
      return "it is new";
  }
}

function valueText({ port, before, now }: Extract<Change, { kind: "value" }>): string {
  const [was, is] = [before, now].map((text) => text === undefined ? undefined : valueOf(text)?.value);
  if (typeof was === "string" && typeof is === "string" && was.length + is.length > LONGEST) {
    return `in ${short(port)}, ${codeText(contrast(was, is))}`;
  }
  const [a, b] = contrasted(before && shown(before), now && shown(now));
  return wasAndIs(port, a, b);
}

function wasAndIs(name: string, before: string | undefined, now: string | undefined): string {
  if (before === undefined) return `${short(name)} had no value of its own and is now ${short(now ?? "")}`;
  if (now === undefined) return `${short(name)} was ${short(before)} and has no value of its own any more`;
  return before === now ? `${short(name)} changed` : `${short(name)} was ${short(before)} and is now ${short(now)}`;
}

/** Long texts around what differs. */
function contrasted(before: string | undefined, now: string | undefined): readonly (string | undefined)[] {
  if (before === undefined || now === undefined || Math.max(before.length, now.length) <= LONGEST) return [before, now];
  const { before: a, now: b } = contrast(before, now);
  return [a, b];
}

function shown(text: string): string {
  const found = valueOf(text);
  if (found !== undefined) return JSON.stringify(encodeJson(found.value));
  return /^~\S+ /.test(text) ? `${String(JSON.parse(text.slice(text.indexOf(" ") + 1)))}…` : text.replace(/^[!@]/, "");
}

/** What differs of two texts, with a little of what stands around it. */
function contrast(before = "", now = ""): { readonly before: string; readonly now: string } {
  const most = Math.min(before.length, now.length);
  let start = 0;
  while (start < most && before[start] === now[start]) start++;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === now.at(-1 - end)) end++;
  const from = Math.max(0, start - LONGEST / 4, before.lastIndexOf("\n", start - 1) + 1);
  const cut = (text: string): string => {
    const to = text.length - end;
    const line = text.indexOf("\n", to);
    return text.slice(from, Math.min(line < 0 ? text.length : line, to + LONGEST / 4));
  };
  return { before: cut(before), now: cut(now) };
}

function fileText({ path, before, now }: Extract<Change, { kind: "file" }>): string {
  if (now === "absent") return `file ${oneLine(path, 200)} is gone`;
  if (before === "absent") return `file ${oneLine(path, 200)} is there now`;
  return `the content of ${oneLine(path, 200)} changed`;
}

function wireText({ port, before, now }: Extract<Change, { kind: "wire" }>): string {
  if (before.length === 0) return `${short(port)} is now fed by ${sourcesText(now)}`;
  if (now.length === 0) return `${short(port)} is not fed by ${sourcesText(before)} any more`;
  return `${short(port)} was fed by ${sourcesText(before)} and is now fed by ${sourcesText(now)}`;
}

function sourcesText(sources: readonly Source[]): string {
  if (sources.length > 3) return `${sources.length} modules`;
  return sources.map((source) => `${short(source.output)} of ${title(source)}`).join(", ");
}

function partsText(parts: readonly PartChange[]): string {
  if (parts.length === 0) return "";
  const texts = parts.slice(0, MOST).map(partText);
  return `: ${texts.join("; ")}${parts.length > MOST ? `; and ${parts.length - MOST} more parts` : ""}`;
}

function partText({ kind, file, name, keyword, change, code }: PartChange): string {
  const base = oneLine(decodeURI(file.slice(file.lastIndexOf("/") + 1)), 80);
  if (kind === "text") return importText(name, base, code?.[0] ?? {});
  const where = kind === "whole" ? `in ${base}` : `in ${base}, ${`${keyword} ${nameText(name)}`.trim()}`;
  if (change !== "changed") return `${where} is ${change === "added" ? "new" : "gone"}`;
  if (code === undefined) return `${where} changed`;
  if (code.length === 0) return `${where} uses other imports`;
  const more = code.length > 2 ? ` and ${code.length - 2} more changes` : "";
  return `${where}: ${code.slice(0, 2).map(codeText).join(", ")}${more}`;
}

function nameText(name: string): string {
  return name === "*default*" ? "the default export" : oneLine(name, 80);
}

function importText(name: string, base: string, { before, now }: CodeChange): string {
  const versions = [before, now].map((text) => / ((?:@[^\s/@]+\/)?[^\s/@]+@[^\s@]+) /.exec(`${text ?? ""} `)?.[1]);
  const of = base === "" ? "" : `, which ${base} imports,`;
  const [was, is] = versions;
  if (name.startsWith("npm:") && was !== undefined && is !== undefined && was !== is) {
    return `package ${was}${of} is now ${is}`;
  }
  if ([before, now].some((text) => text?.startsWith("unknown "))) {
    return `something that it depends on cannot be read${name === "" ? "" : ` (${oneLine(name, 80)})`}`;
  }
  if (before === undefined) return `${oneLine(name, 80)} is now imported${base === "" ? "" : ` by ${base}`}`;
  if (now === undefined) return `${oneLine(name, 80)} is not imported any more${base === "" ? "" : ` by ${base}`}`;
  return `${oneLine(name, 80)}${of} changed: ${codeText(contrast(before, now))}`;
}

function codeText({ before, now }: CodeChange): string {
  const [a, b] = contrasted(before, now);
  if (a === undefined) return `${quoted(b)} is new`;
  return b === undefined ? `${quoted(a)} is gone` : `${quoted(a)} is now ${quoted(b)}`;
}

function quoted(text = ""): string {
  return `"${short(text)}"`;
}

function short(text: string): string {
  return oneLine(text, LONGEST);
}
