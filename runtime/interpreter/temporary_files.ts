/** The temporary files of modules: all below one folder, made when it is first needed and removed at the end. */
import { makeTemporaryFolder, removeTemporaryFolderSync } from "../temporary_folder.ts";

/** See the head of the file. */
export class TemporaryFiles implements Disposable {
  #folder: string | undefined;
  #made = 0;

  /** `parent`: where the folder is made, the system's place for temporary files if nothing is said. */
  constructor(readonly parent?: string) {}

  /** A new, empty file or folder; its path is absolute. */
  make(kind: "file" | "directory", suffix = ""): string {
    this.#folder ??= makeTemporaryFolder(this.parent);
    const path = `${this.#folder}/${++this.#made}${suffix.replaceAll(/[/\\\0]/g, "_")}`;
    if (kind === "directory") Deno.mkdirSync(path);
    else Deno.createSync(path).close();
    return path;
  }

  /** Whether a path is gone when this is disposed of. */
  owns(path: string): boolean {
    return this.#folder !== undefined && path.startsWith(`${this.#folder}/`);
  }

  [Symbol.dispose](): void {
    if (this.#folder !== undefined) removeTemporaryFolderSync(this.#folder);
    this.#folder = undefined;
  }
}
