/** `interpreter.filePool`: temporary files of the run. */
import { type ComputeContext, PathValue } from "vt";

/** See the head of the file; each method has VisTrails' name beside. */
export class FilePool {
  readonly #context: ComputeContext;
  readonly create_file = this.createFile;
  readonly create_directory = this.createDirectory;
  readonly make_local_copy = this.makeLocalCopy;

  constructor(context: ComputeContext) {
    this.#context = context;
  }

  /** A new, empty file whose name ends in `suffix`. */
  createFile(suffix = ""): PathValue {
    return new PathValue(this.#context.temporaryPath("file", suffix));
  }

  /** A new, empty directory whose name ends in `suffix`. */
  createDirectory(suffix = ""): PathValue {
    return new PathValue(this.#context.temporaryPath("directory", suffix));
  }

  /** A copy of a file, with the same ending of its name. */
  makeLocalCopy(file: string | PathValue): PathValue {
    const name = file instanceof PathValue ? file.name : file;
    const copy = this.createFile(/\.[^./]+$/.exec(name)?.[0]);
    Deno.copyFileSync(name, copy.name);
    return copy;
  }
}
