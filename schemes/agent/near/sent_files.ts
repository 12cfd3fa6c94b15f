/** The files of scripts, as a caller tells them to its agent: by their hashes, and their bytes only where they are wanted. */
import { createHash } from "node:crypto";
import { localFiles } from "../../../runtime/definition/local_files.ts";
import type { EncodedValue } from "../../../runtime/store/value_codec.ts";
import { treeId } from "../far/file_store.ts";
import type { CallerMessage, TreeFile } from "../protocol.ts";
import { scriptsOf } from "../renamed.ts";
import type { Asked } from "./asked.ts";

/** Bytes of a file that are sent at once. */
const PART = 2 ** 18;

interface Tree {
  readonly id: string;
  readonly files: readonly TreeFile[];
}

/** See the head of the file. */
export class SentFiles {
  readonly #say: (message: CallerMessage, values?: readonly EncodedValue[]) => void;
  /** By the URLs of the scripts. */
  readonly #trees = new Map<string, Tree | Promise<Tree>>();
  readonly #contents = new Map<string, Uint8Array>();
  /** Of the trees, those that the agent knows of. */
  #told = new Set<string>();

  constructor(say: (message: CallerMessage, values?: readonly EncodedValue[]) => void) {
    this.#say = say;
  }

  /** There is a new connection: nothing has been told. */
  begin(): void {
    this.#told = new Set();
  }

  /** Tells the agent which files these need; gives them when it has been told. */
  async tell(all: readonly Asked[]): Promise<readonly Asked[]> {
    for (const asked of all) {
      const scripts = [...scriptsOf(asked.request.work)].sort();
      if (scripts.length === 0) continue;
      const known = this.#treeOf(scripts);
      const { id, files } = known instanceof Promise ? await known : known;
      asked.tree = id;
      if (this.#told.has(id)) continue;
      this.#told.add(id);
      this.#say({ kind: "tree", id, files });
    }
    return all;
  }

  /** Sends what the agent lacks. */
  send(wanted: readonly (readonly [hash: string, have: number])[]): void {
    for (const [hash, have] of wanted) {
      const bytes = this.#contents.get(hash);
      if (bytes === undefined) continue;
      let at = Math.min(have, bytes.length);
      do {
        const part = bytes.subarray(at, at + PART);
        const isLast = at + part.length === bytes.length;
        this.#say({ kind: "part", hash, at, isLast }, [{ text: "null", attachments: [part], paths: [] }]);
        at += part.length;
      } while (at < bytes.length);
    }
  }

  #treeOf(scripts: readonly string[]): Tree | Promise<Tree> {
    const key = scripts.join("\n");
    const known = this.#trees.get(key);
    if (known !== undefined) return known;
    const made = this.#makeTree(scripts);
    this.#trees.set(key, made);
    made.then((tree) => this.#trees.set(key, tree));
    return made;
  }

  async #makeTree(scripts: readonly string[]): Promise<Tree> {
    const urls = new Set<string>();
    for (const script of scripts) for (const url of await localFiles(script)) urls.add(url);
    const files: TreeFile[] = [];
    for (const url of [...urls].sort()) {
      const bytes = await readIfThere(url);
      if (bytes === undefined) continue;
      const hash = createHash("sha256").update(bytes).digest("hex");
      this.#contents.set(hash, bytes);
      files.push({ url, hash });
    }
    return { id: treeId(files), files };
  }
}

/** What is not there is told by who imports it. */
async function readIfThere(url: string): Promise<Uint8Array | undefined> {
  try {
    return await Deno.readFile(new URL(url));
  } catch {
    return undefined;
  }
}
