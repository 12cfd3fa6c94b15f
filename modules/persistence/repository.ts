/**
 * The repository of kept files. An entity is known by its id, and has versions that are never changed:
 *
 *     entities/<id>/<number>.json        a version: its content and what is known of it
 *     signatures/ab/<sha256>.json        which version came of a module with this signature
 *
 * The content lies beside them, see content.ts; it is on disk before a version names it. A version comes into being by
 * a link to a file that is written to its end: it is there or not, whenever the program ends, and of two programs that
 * make the same number one finds it taken and takes the next. Nothing is locked, nothing has to be repaired.
 */
import { createHash } from "node:crypto";
import { ModuleError } from "vt";
import { type Content, givenPath, hasContent, keepContent, newPath, sync } from "./content.ts";

/** One version of an entity; plain data. */
export interface Version {
  readonly id: string;
  /** 40 hex digits, unlike those of any other version. */
  readonly version: string;
  /** 1, 2, … */
  readonly number: number;
  readonly content: Content;
  readonly name: string;
  readonly tags: string;
  readonly user: string;
  /** When the entity's first version was made, ISO 8601. */
  readonly date_created: string;
  /** When this one was made. */
  readonly date_modified: string;
  /** Of the module that made it; of an input, the hash of the content. */
  readonly signature: string;
}

/** What is known of a version beside its content. */
export type VersionFacts = Pick<Version, "name" | "tags" | "signature">;

const SAFE_ID = /^[0-9A-Za-z][0-9A-Za-z._-]{0,99}$/;

/** The repository's folder in vt's data directory. */
export function repositoryFolder(dataDirectory: string): string {
  return `${dataDirectory}/persistent_files`;
}

/** See the head of the file. Reading creates nothing. */
export class Repository {
  constructor(readonly folder: string) {}

  /** A version of an entity, the latest if none is named; undefined where it is not there. */
  find(id: string, version: string | null): Version | undefined {
    const numbers = this.#numbers(id);
    for (const number of numbers.reverse()) {
      const found = this.#read(`${this.folder}/entities/${id}/${number}.json`);
      if (found !== undefined && (version === null || found.version === version)) return found;
    }
    return undefined;
  }

  /** The version that came of a module with this signature last. */
  findBySignature(signature: string): Version | undefined {
    const named = this.#json(this.#signaturePath(signature)) as { id?: unknown; version?: unknown } | undefined;
    if (typeof named?.id !== "string" || typeof named.version !== "string") return undefined;
    const found = this.find(named.id, named.version);
    return found !== undefined && hasContent(this.folder, found.content) ? found : undefined;
  }

  /** Keeps what lies at a path; no version names it yet. */
  async keep(path: string): Promise<Content> {
    return await keepContent(this.folder, path);
  }

  /** The version of an entity with this content: the latest, if it has it, else a new one. */
  async commit(id: string, content: Content, facts: VersionFacts): Promise<Version> {
    if (!SAFE_ID.test(id)) throw new ModuleError(`Cannot keep a file under the id ${JSON.stringify(id)}: not a UUID`);
    for (;;) {
      const latest = this.find(id, null);
      if (latest?.content.hash === content.hash) return latest;
      const number = (this.#numbers(id).at(-1) ?? 0) + 1;
      const made = newVersion({ id, number, content, ...facts }, latest);
      if (await this.#publish(made)) return made;
    }
  }

  /** Says that a version came of a module with this signature. */
  async remember(signature: string, { id, version }: Version): Promise<void> {
    const path = this.#signaturePath(signature);
    const growing = await this.#write({ id, version });
    await this.#makeFolder(path.slice(0, path.lastIndexOf("/")));
    await Deno.rename(growing, path);
    await sync(path.slice(0, path.lastIndexOf("/")));
  }

  /** The path at which modules find the content of a version. */
  pathOf({ content, name }: Version): string {
    return givenPath(this.folder, content, name);
  }

  /** A text that changes with each version that is made. */
  state(): string {
    return namesIn(`${this.folder}/entities`).sort().map((id) => `${id} ${this.#numbers(id).at(-1)}`).join("\n");
  }

  /** How many entities there are. */
  count(): number {
    return namesIn(`${this.folder}/entities`).length;
  }

  /** False: another program has just made a version of this number. */
  async #publish(made: Version): Promise<boolean> {
    const folder = `${this.folder}/entities/${made.id}`;
    const growing = await this.#write(made);
    await this.#makeFolder(folder);
    try {
      await Deno.link(growing, `${folder}/${made.number}.json`);
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) return false;
      throw error;
    } finally {
      await Deno.remove(growing);
    }
    await sync(folder);
    return true;
  }

  async #write(value: object): Promise<string> {
    const growing = newPath(this.folder);
    await Deno.writeTextFile(growing, JSON.stringify(value));
    await sync(growing);
    return growing;
  }

  async #makeFolder(folder: string): Promise<void> {
    await Deno.mkdir(folder, { recursive: true });
    await sync(folder.slice(0, folder.lastIndexOf("/")));
  }

  /** Ascending. */
  #numbers(id: string): number[] {
    if (!SAFE_ID.test(id)) return [];
    const numbers = namesIn(`${this.folder}/entities/${id}`).flatMap((name) =>
      /^([1-9]\d*)\.json$/.exec(name)?.[1] ?? []
    );
    return numbers.map(Number).sort((a, b) => a - b);
  }

  #signaturePath(signature: string): string {
    const hash = createHash("sha256").update(signature).digest("hex");
    return `${this.folder}/signatures/${hash.slice(0, 2)}/${hash}.json`;
  }

  #read(path: string): Version | undefined {
    const read = this.#json(path);
    return isVersion(read) ? read : undefined;
  }

  #json(path: string): unknown {
    try {
      return JSON.parse(Deno.readTextFileSync(path));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}

function newVersion(
  version: Omit<Version, "version" | "user" | "date_created" | "date_modified">,
  latest: Version | undefined,
): Version {
  const now = new Date().toISOString();
  const made = { ...version, user: userName(), date_created: latest?.date_created ?? now, date_modified: now };
  const text = JSON.stringify([made, latest?.version, crypto.randomUUID()]);
  return { ...made, version: createHash("sha1").update(text).digest("hex") };
}

function userName(): string {
  return Deno.env.get("USER") || Deno.env.get("LOGNAME") || String(Deno.uid() ?? "");
}

function isVersion(read: unknown): read is Version {
  const { id, version, name, content } = (read ?? {}) as Partial<Version>;
  return [id, version, name].every((text) => typeof text === "string") &&
    (content?.kind === "file" || content?.kind === "directory") && /^[0-9a-f]{64}$/.test(content.hash);
}

function namesIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
    throw error;
  }
}
