/** What of a definition of a script has changed, part by part. */
import { codeChanges } from "../definition/code_changes.ts";
import type { DefinitionPart } from "../definition/definition_part.ts";
import type { PartChange } from "./change.ts";

/** The parts that tell most come first. */
export async function definitionChanges(
  before: readonly DefinitionPart[] = [],
  now: readonly DefinitionPart[] = [],
): Promise<readonly PartChange[]> {
  const earlier = new Map(before.map((part) => [addressOf(part), part]));
  const changes: PartChange[] = [];
  for (const part of new Map(now.map((part) => [addressOf(part), part])).values()) {
    const was = earlier.get(addressOf(part));
    earlier.delete(addressOf(part));
    if (was === undefined) changes.push(changeOf(part, "added", [{ now: part.source }]));
    else if (was.hash !== part.hash) changes.push(changeOf(part, "changed", await codeOf(was, part)));
  }
  for (const part of earlier.values()) changes.push(changeOf(part, "removed", [{ before: part.source }]));
  return telling(changes);
}

function addressOf({ kind, file, name }: DefinitionPart): string {
  return JSON.stringify([kind, file, name]);
}

function changeOf(part: DefinitionPart, change: PartChange["change"], code: PartChange["code"]): PartChange {
  const { kind, file, name, source = "" } = part;
  const keyword = kind === "declaration" ? keywordOf(source) : "";
  return { kind, file, name, keyword, change, ...(code !== undefined && { code }) };
}

function keywordOf(source: string): string {
  const pattern = /^(?:export default )?(?:(?:async|abstract) )*(function|class|const|let|var|enum|namespace|using)\b/;
  return pattern.exec(source)?.[1] ?? "";
}

async function codeOf(was: DefinitionPart, part: DefinitionPart): Promise<PartChange["code"]> {
  if (was.source === undefined || part.source === undefined) return undefined;
  if (part.kind === "text") return [{ before: was.source, now: part.source }];
  return await codeChanges(was.source, part.source, part.file);
}

/** A part whose code is as it was only leads to others: those say what has changed. */
function telling(changes: readonly PartChange[]): readonly PartChange[] {
  const isTelling = ({ change, code }: PartChange): boolean => change !== "changed" || code?.length !== 0;
  const some = changes.filter(isTelling);
  const order = ["changed", "added", "removed"];
  return (some.length > 0 ? some : [...changes]).toSorted((a, b) => order.indexOf(a.change) - order.indexOf(b.change));
}
