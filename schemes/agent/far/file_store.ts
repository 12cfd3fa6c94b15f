/**
 * Files that callers have sent, by the hashes of their contents, and trees that are made of them. What was sent once is
 * there for all; a transfer that broke off goes on where it stopped.
 *
 *     files/HASH    contents        parts/HASH    the beginnings of those that are on their way
 *     trees/ID/…    the files of scripts, by the paths that they have where the caller is
 */
import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";
import { messageOf } from "../../../runtime/errors.ts";
import { ifThere } from "../../../runtime/if_there.ts";
import { isHash } from "../../../runtime/store/value_frame.ts";
import { makePrivateFolder } from "../private_file.ts";
import type { TreeFile } from "../protocol.ts";
import type { TreePlace } from "../renamed.ts";

/** The same for trees of the same files. */
export function treeId(files: readonly TreeFile[]): string {
  const hash = createHash("sha256");
  for (const { url, hash: content } of files) hash.update(`${content} ${url}\n`);
  return hash.digest("hex");
}

interface ExpectedTree {
  readonly files: readonly TreeFile[];
  readonly missing: Set<string>;
  readonly ready: PromiseWithResolvers<TreePlace>;
  place?: TreePlace;
}

/** See the head of the file. */
export class FileStore {
  readonly #folder: string;
  readonly #expected = new Map<string, ExpectedTree>();

  /** Makes the folder where there is none. */
  constructor(folder: string) {
    this.#folder = folder;
    for (const name of ["files", "parts", "trees"]) makePrivateFolder(`${folder}/${name}`);
  }

  /** A tree that requests will name. Gives its files that are not here, with how many of their bytes are. */
  expect(id: string, files: readonly TreeFile[]): readonly (readonly [hash: string, have: number])[] {
    if (!files.every(isTreeFile) || id !== treeId(files)) throw new RangeError("a tree that is none");
    if (this.#expected.has(id) && this.#expected.get(id)!.missing.size === 0) return [];
    const missing = new Set(files.map(({ hash }) => hash).filter((hash) => !isThere(this.#fileOf(hash))));
    const ready = this.#expected.get(id)?.ready ?? Promise.withResolvers<TreePlace>();
    ready.promise.catch(() => {});
    this.#expected.set(id, { files, missing, ready });
    if (missing.size === 0) this.#make(id);
    return [...missing].map((hash) => [hash, sizeOf(this.#partOf(hash)) ?? 0]);
  }

  /** Where the files of a tree are, if all of them are there. */
  known(id: string): TreePlace | undefined {
    return this.#expected.get(id)?.place;
  }

  /** Where the files of a tree are, once all of them are there. Rejects with what went wrong. */
  place(id: string): Promise<TreePlace> {
    return this.#expected.get(id)?.ready.promise ?? Promise.reject(new Error("Cannot find the files of the scripts"));
  }

  /** Bytes of a file that begin at `at`. Those that are here already are left out. */
  add(
    { hash, at, isLast }: { readonly hash: string; readonly at: number; readonly isLast: boolean },
    bytes: Uint8Array,
  ): void {
    if (!isHash(hash)) throw new RangeError("a hash that is none");
    if (isThere(this.#fileOf(hash))) return this.#arrived(hash);
    const part = this.#partOf(hash);
    const have = sizeOf(part) ?? 0;
    if (at > have) throw new RangeError("a part of a file without what comes before it");
    try {
      Deno.writeFileSync(part, bytes.subarray(have - at), { append: true, mode: 0o600 });
      if (isLast) this.#finish(hash);
    } catch (error) {
      this.#fail(hash, error);
    }
  }

  #finish(hash: string): void {
    const part = this.#partOf(hash);
    if (hashOfFile(part) !== hash) {
      Deno.removeSync(part);
      throw new Error("A file arrived damaged");
    }
    Deno.renameSync(part, this.#fileOf(hash));
    this.#arrived(hash);
  }

  #arrived(hash: string): void {
    for (const [id, { missing }] of this.#expected) if (missing.delete(hash) && missing.size === 0) this.#make(id);
  }

  #fail(hash: string, error: unknown): void {
    for (const [id, { missing, ready }] of this.#expected) {
      if (!missing.has(hash)) continue;
      this.#expected.delete(id);
      ready.reject(new Error(`Cannot keep the files of the scripts: ${messageOf(error)}`));
    }
  }

  /** Puts the files of a tree where scripts expect them, all at once. */
  #make(id: string): void {
    const tree = this.#expected.get(id)!;
    const { files, ready } = tree;
    const folder = `${this.#folder}/trees/${id}`;
    try {
      if (!isThere(folder)) this.#write(folder, files);
      ready.resolve(tree.place = { folder, url: pathToFileURL(folder).href });
    } catch (error) {
      this.#expected.delete(id);
      ready.reject(new Error(`Cannot keep the files of the scripts: ${messageOf(error)}`));
    }
  }

  #write(folder: string, files: readonly TreeFile[]): void {
    const temporary = Deno.makeTempDirSync({ dir: `${this.#folder}/trees` });
    for (const { url, hash } of files) {
      const path = `${temporary}${pathOf(url)}`;
      Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      Deno.copyFileSync(this.#fileOf(hash), path);
    }
    try {
      Deno.renameSync(temporary, folder);
    } catch (error) {
      Deno.removeSync(temporary, { recursive: true });
      if (!isThere(folder)) throw error;
    }
  }

  #fileOf(hash: string): string {
    return `${this.#folder}/files/${hash}`;
  }

  #partOf(hash: string): string {
    return `${this.#folder}/parts/${hash}`;
  }
}

function isTreeFile({ url, hash }: TreeFile): boolean {
  return isHash(hash) && typeof url === "string" && url.startsWith("file:///") && isPlain(url);
}

/** Whether the path of a URL leads nowhere but down. */
function isPlain(url: string): boolean {
  try {
    return pathOf(url).split("/").slice(1).every((part) =>
      part !== "" && part !== "." && part !== ".." && !part.includes("\0")
    );
  } catch {
    return false;
  }
}

function pathOf(url: string): string {
  return decodeURIComponent(url.slice("file://".length));
}

function hashOfFile(path: string): string {
  using file = Deno.openSync(path);
  const hash = createHash("sha256");
  const piece = new Uint8Array(1 << 20);
  for (let count = file.readSync(piece); count !== null; count = file.readSync(piece)) {
    hash.update(piece.subarray(0, count));
  }
  return hash.digest("hex");
}

function isThere(path: string): boolean {
  return sizeOf(path) !== undefined;
}

function sizeOf(path: string): number | undefined {
  return ifThere(() => Deno.statSync(path).size);
}
