/** Saves into a file that holds a vistrail, whatever else it holds: that keeps its bytes. */
import { InputError, VistrailFileError } from "../errors.ts";
import { crc32 } from "../zip/crc32.ts";
import { openZip, type Zip } from "../zip/zip.ts";
import { fileSource } from "../zip/zip_source.ts";
import { rewriteZip } from "../zip/zip_writer.ts";
import { changedMeanwhile, type FileToReplace, openToReplace } from "./replace_file.ts";
import { contentHash, isBareDocument } from "./vistrail_source.ts";
import { readVistrail } from "./vistrail_xml.ts";
import { parseXmlSequence } from "./xml.ts";

/** What is to be saved. */
export interface VistrailChange {
  /** Gives the document as it shall be. Must only change what it has to: see `xml_edit.ts`. */
  readonly edit?: (xml: string) => string;
  /** `<workflowExec>` elements to append to the log. A bare document has no log: there they are left out. */
  readonly log?: string;
  /** The log is appended only where `edit` changes something. */
  readonly needsEdit?: boolean;
  /** `VistrailBundle.contentHash()` of when the file was read: if it is another one now, nothing is saved. */
  readonly expectedHash?: string;
}

/**
 * Saves into a bundle or a bare document, which is replaced as a whole: after a crash it is the old one or the new one.
 * False when it is already as it shall be, and was left alone. Throws `InputError`, and leaves it alone, when it is a
 * link, may not be written, or is not what was expected.
 */
export async function saveVistrail(path: string, change: VistrailChange): Promise<boolean> {
  if (path.endsWith(".vtl")) throw new InputError(`Cannot save ${path}: it is a link, save the file that it leads to`);
  using file = await openToReplace(path);
  if (change.expectedHash !== undefined && await contentHash(file.bytes) !== change.expectedHash) {
    throw changedMeanwhile(path);
  }
  try {
    return isBareDocument(path, file.bytes) ? await saveBare(file, change) : await saveBundle(file, change);
  } catch (error) {
    if (error instanceof VistrailFileError && error.place.file === undefined) throw error.in(path);
    throw error;
  }
}

async function saveBare(file: FileToReplace, { edit }: VistrailChange): Promise<boolean> {
  const edited = editedDocument(file.bytes, edit);
  if (edited === undefined) return false;
  await file.replace([edited], () => Promise.resolve());
  return true;
}

async function saveBundle(file: FileToReplace, { edit, log, needsEdit }: VistrailChange): Promise<boolean> {
  const zip = openZip(file.bytes);
  if (!zip.members.has("vistrail")) throw new VistrailFileError("Cannot save it: it does not contain vistrail");
  const contents = new Map<string, Uint8Array>();
  const edited = editedDocument(await zip.read("vistrail"), edit);
  if (edited !== undefined) contents.set("vistrail", edited);
  if (log !== undefined && log !== "" && (edited !== undefined || !needsEdit)) {
    contents.set("log", await appendedLog(zip, log));
  }
  if (contents.size === 0) return false;
  const parts = await rewriteZip(file.bytes, { contents, date: new Date() });
  await file.replace(parts, (written) => checkWritten(written, zip, contents));
  return true;
}

/** The new document, `undefined` when it is the old one. One that could not be read again is not saved. */
function editedDocument(bytes: Uint8Array, edit: VistrailChange["edit"]): Uint8Array | undefined {
  const xml = decode(bytes);
  const edited = edit?.(xml) ?? xml;
  if (edited === xml) return undefined;
  readVistrail(edited.replace(/^\ufeff/, ""));
  return new TextEncoder().encode(edited);
}

/** Keeps a byte order mark and all line ends. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new VistrailFileError("Cannot change the XML: it is not UTF-8", {}, { cause });
  }
}

/** Elements may follow each other without a line end, but VisTrails writes one. */
async function appendedLog(zip: Zip, log: string): Promise<Uint8Array> {
  parseXmlSequence(log);
  const old = zip.members.has("log") ? await zip.read("log") : new Uint8Array();
  const start = old.length === 0 || old.at(-1) === 0x0a ? "" : "\n";
  const added = new TextEncoder().encode(`${start}${log.trimEnd()}\n`);
  const all = new Uint8Array(old.length + added.length);
  all.set(old);
  all.set(added, old.length);
  return all;
}

/** Reads what was written as the next one will who opens it. */
async function checkWritten(file: Deno.FsFile, old: Zip, contents: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const zip = openZip(fileSource(file));
  for (const name of old.members.keys()) {
    if (!zip.members.has(name)) throw new Error(`The member ${name} is missing in what was written`);
  }
  for (const [name, content] of contents) {
    const written = await zip.read(name);
    if (written.length !== content.length || crc32(written) !== crc32(content)) {
      throw new Error(`The member ${name} is not what was written`);
    }
  }
}
