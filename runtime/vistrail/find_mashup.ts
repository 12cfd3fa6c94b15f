/** Which mashup a person means: a tag, a name or a number, of one of the apps of a file. */
import { InputError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { Mashup, MashupTrail } from "./mashup.ts";

/** A version of an app, and the app. */
export interface FoundMashup {
  readonly trail: MashupTrail;
  readonly mashup: Mashup;
}

/**
 * The mashup of that tag, name or number; the last one for `""` and `-1`, as VisTrails has it. `TRAIL:…`, with the
 * beginning of a trail's id, looks in that trail alone. Throws `InputError` when there is none, or more than one.
 */
export function findMashup(trails: readonly MashupTrail[], text: string): FoundMashup {
  const colon = text.indexOf(":");
  const named = colon < 1 ? [] : trails.filter(({ id }) => id.startsWith(text.slice(0, colon)));
  const found = foundIn(trails, text) ?? foundIn(named, text.slice(colon + 1));
  if (found !== undefined) return found;
  const tags = [...new Set(trails.flatMap(({ mashups }) => mashups.map(({ tag }) => tag)))].filter((tag) => tag !== "");
  const meant = nearest(text, tags);
  const hint = meant === undefined ? "" : `, did you mean ${quoted(meant)}`;
  throw new InputError(`Cannot find mashup ${quoted(text)}: ${thereAre(trails)}${hint}`);
}

function foundIn(trails: readonly MashupTrail[], text: string): FoundMashup | undefined {
  const isLatest = text === "" || text === "-1";
  const ways: readonly ((mashup: Mashup) => boolean)[] = isLatest
    ? [() => true]
    : [({ tag }) => tag === text, ({ name }) => name === text, ({ id }) => String(id) === text];
  for (const isMeant of ways) {
    const found = trails.flatMap((trail) => {
      const mashup = sorted(trail).findLast(isMeant);
      return mashup === undefined ? [] : [{ trail, mashup }];
    });
    if (found.length === 1) return found[0];
    if (found.length > 1) {
      const ways = found.map(({ trail, mashup }) => `${shortId(trail)}:${mashup.id}`).slice(0, 8).join(" or ");
      throw new InputError(`Cannot tell which mashup ${quoted(text)} is: name it ${ways}`);
    }
  }
  return undefined;
}

const MOST = 8;

/** Those with a tag; of an app without any the last. */
function thereAre(trails: readonly MashupTrail[]): string {
  const titles = trails.flatMap((trail) => {
    const all = sorted(trail);
    const place = ({ id }: Mashup): string => trails.length === 1 ? String(id) : `${shortId(trail)}:${id}`;
    const tagged = all.filter(({ tag }) => tag !== "").map((mashup) => `${quoted(mashup.tag)} (${place(mashup)})`);
    return tagged.length > 0 ? tagged : all.slice(-1).map(place);
  });
  if (titles.length === 0) return "the file has no mashups";
  return `the file has ${titles.slice(0, MOST).join(", ")}${titles.length > MOST ? `, … (${titles.length})` : ""}`;
}

function sorted({ mashups }: MashupTrail): Mashup[] {
  return mashups.toSorted((a, b) => a.id - b.id);
}

function shortId({ id }: MashupTrail): string {
  return id.slice(0, 8);
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
