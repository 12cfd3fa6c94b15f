/** Files out of zip archives. */
import { defineModule, ModuleError, PathValue, port, python, types as t } from "vt";
import { VistrailFileError } from "../../runtime/errors.ts";
import { memberContent } from "../../runtime/zip/zip_content.ts";
import { readZipDirectory, type ZipEntry } from "../../runtime/zip/zip_directory.ts";
import { fileSource, type ZipSource } from "../../runtime/zip/zip_source.ts";
import { nameOf, statOf, withFile } from "./file_system.ts";

const MOST_MEMBERS = 5_000_000;

const archive_file = port(t.File, { missing: "'archive_file' is a mandatory port" });

/** One file of an archive. */
export const Unzip = defineModule({
  name: "Unzip",
  doc: "One file of a zip archive.",
  exactNumbers: true,
  inputs: {
    archive_file,
    filename_in_archive: port(t.String, { missing: "'filename_in_archive' is a mandatory port" }),
  },
  outputs: { file: port(t.File) },
  compute: async ({ archive_file, filename_in_archive }, context) => {
    using file = openArchive(archive_file);
    const archive = fileSource(file);
    const entry = entriesOf(archive).findLast(({ name }) => name === filename_in_archive);
    if (entry === undefined) {
      const what = `There is no item named ${python.repr(filename_in_archive)} in the archive`;
      throw new python.PythonError("KeyError", python.repr(what));
    }
    const suffix = /[^/](\.[^./]*)$/.exec(filename_in_archive)?.[1] ?? "";
    const path = context.temporaryPath("file", suffix);
    await extract(archive, entry, path);
    return { file: new PathValue(path) };
  },
});

/** All files of an archive. */
export const UnzipDirectory = defineModule({
  name: "UnzipDirectory",
  doc: "All files of a zip archive, in a directory.",
  exactNumbers: true,
  inputs: { archive_file },
  outputs: { directory: port(t.Directory) },
  compute: async ({ archive_file }, context) => {
    using file = openArchive(archive_file);
    const archive = fileSource(file);
    const directory = context.temporaryPath("directory");
    for (const entry of entriesOf(archive)) {
      context.signal.throwIfAborted();
      await extractInto(directory, archive, entry);
    }
    return { directory: new PathValue(directory) };
  },
});

/** Nothing is written outside of the directory: as in Python, parts of names that lead out of it are dropped. */
async function extractInto(directory: string, archive: ZipSource, entry: ZipEntry): Promise<void> {
  const parts = entry.name.split("/").filter((part) => part !== "" && part !== "." && part !== "..");
  if (parts.length === 0) return;
  const path = [directory, ...parts].join("/");
  const isDirectory = entry.name.endsWith("/");
  Deno.mkdirSync(isDirectory ? path : path.slice(0, path.lastIndexOf("/")), { recursive: true });
  if (!isDirectory) await extract(archive, entry, path);
}

async function extract(archive: ZipSource, entry: ZipEntry, path: string): Promise<void> {
  using output = Deno.openSync(path, { write: true, create: true, truncate: true });
  try {
    for await (const piece of memberContent(archive, entry)) {
      for (let done = 0; done < piece.length;) done += output.writeSync(piece.subarray(done));
    }
  } catch (error) {
    throw asPythonError(error);
  }
}

function entriesOf(archive: ZipSource): readonly ZipEntry[] {
  try {
    return readZipDirectory(archive, MOST_MEMBERS).entries;
  } catch (error) {
    throw asPythonError(error);
  }
}

/** As scripts know it: an archive that cannot be read is a BadZipfile. */
function asPythonError(error: unknown): unknown {
  if (!(error instanceof VistrailFileError)) return error;
  return new python.PythonError("BadZipfile", error.reason, { cause: error });
}

function openArchive(value: unknown): Deno.FsFile {
  const path = nameOf(value);
  if (!statOf(path)?.isFile) throw new ModuleError("archive file does not exist");
  return withFile(path, () => Deno.openSync(path));
}
