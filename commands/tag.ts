/** `vt tag`: names versions of a file. */
import { InputError, UsageError } from "../runtime/errors.ts";
import { tagsOf, type Vistrail } from "../runtime/vistrail/vistrail.ts";
import { bundleVersion, openVistrail, splitVersion, type VistrailBundle } from "../runtime/vt_file/bundle.ts";
import { saveVistrail } from "../runtime/vt_file/save.ts";
import { setVersionNote } from "../runtime/vt_file/xml_edit.ts";
import { defineCommand, JSON_OPTION } from "./line/command.ts";
import { oneLine, printLine } from "./line/terminal.ts";
import { userName } from "./line/user_name.ts";

/** A tag that was set or removed. */
export interface TagChange {
  readonly file: string;
  readonly version: number;
  /** Null: it is removed. */
  readonly tag: string | null;
  /** What the version was called before. */
  readonly previous: string | null;
}

/** The command. */
export const command = defineCommand({
  name: "tag",
  summary: "Names a version of a file, or lists the names",
  usage: "FILE[:VERSION]\nFILE:VERSION NAME\nFILE:VERSION --remove",
  options: {
    remove: { type: "boolean", doc: "take the name away" },
    json: JSON_OPTION,
  },
  examples: [
    ["vt tag gcd.vt", "lists the names"],
    ["vt tag gcd.vt:12 euclid", "calls version 12 euclid, instead of what it was called"],
    ["vt tag gcd.vt:euclid --remove", "takes the name euclid away"],
  ],
  notes: "Names are written into the file, where VisTrails finds them; all else in it stays as it is.",
  async run({ operands: [argument, name, ...more], options: { remove, json } }): Promise<number> {
    if (argument === undefined) throw new UsageError("No FILE given");
    if (more.length > 0) throw new UsageError(`One NAME is given to a version: ${more.length + 1} given`);
    if (remove && name !== undefined) throw new UsageError(`With --remove no NAME is given: it is ${name}`);
    if (name === undefined && !remove) {
      const text = await listTags(argument, json);
      if (text !== "") printLine(text);
      return 0;
    }
    const change = await setTag(argument, name);
    printLine(json ? JSON.stringify(change) : changeText(change));
    return 0;
  },
});

/** Names the version that `FILE:VERSION` means; without a name, takes its name away. Throws `InputError`. */
export async function setTag(argument: string, name?: string): Promise<TagChange> {
  const { file, version: named } = await splitVersion(argument);
  if (named === undefined) throw new UsageError(`No VERSION given: write ${file}:VERSION`);
  const bundle = await openVistrail(file);
  const version = bundleVersion(bundle, named);
  const previous = tagsOf(bundle.vistrail).get(version) ?? null;
  if (version === 0) throw new InputError(`${file}: Cannot tag version 0: it is empty and no action`);
  if (name === undefined && previous === null) {
    throw new InputError(`${file}: Cannot remove the tag of version ${version}: it has none`);
  }
  const tag = name === undefined ? null : checkedTag(name, bundle, version);
  await saveVistrail(file, {
    expectedHash: await bundle.contentHash(),
    edit: (xml) => {
      const [user, date] = [userName(), new Date()];
      return setVersionNote(xml, { version, key: "__tag__", value: tag ?? undefined, user, date });
    },
  });
  return { file, version, tag, previous };
}

/** Text that lists the tags of a file, or that of one version, without a line end. */
export async function listTags(argument: string, json = false): Promise<string> {
  const { file, version: named } = await splitVersion(argument);
  const bundle = await openVistrail(file);
  const only = named === undefined ? undefined : bundleVersion(bundle, named);
  const tags = sortedTags(bundle.vistrail).filter(([version]) => only === undefined || version === only);
  if (json) return JSON.stringify({ file, tags: Object.fromEntries(tags) });
  const width = Math.max(0, ...tags.map(([version]) => String(version).length));
  return tags.map(([version, tag]) => `${String(version).padStart(width)}  ${oneLine(tag, 400)}`).join("\n");
}

function sortedTags(vistrail: Vistrail): [version: number, tag: string][] {
  return [...tagsOf(vistrail)].sort((a, b) => a[0] - b[0]);
}

/** The tag as it is written; throws `InputError` for one by which the version could not be found. */
function checkedTag(name: string, { path, vistrail }: VistrailBundle, version: number): string {
  const tag = name.trim();
  const shown = JSON.stringify(tag.slice(0, 80));
  const refuse = (why: string) => new InputError(`${path}: Cannot tag version ${version} ${shown}: ${why}`);
  if (tag === "") throw refuse("a tag is not blank");
  if (/^[0-9]+$/.test(tag)) throw refuse("it would be taken for the number of a version");
  if (/\p{Cc}/u.test(tag)) throw refuse("a tag is one line of text");
  const [other] = sortedTags(vistrail).find(([id, present]) => present === tag && id !== version) ?? [];
  if (other !== undefined) throw refuse(`version ${other} is already called that`);
  return tag;
}

function changeText({ file, version, tag, previous }: TagChange): string {
  const was = previous === null || previous === tag ? "" : `, was ${JSON.stringify(previous)}`;
  const now = tag === null ? "has no tag now" : `is tagged ${JSON.stringify(tag)}`;
  return oneLine(`${file}: version ${version} ${now}${was}`, 400);
}
