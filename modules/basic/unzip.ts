/** Files out of zip archives. */
import { defineModule, ModuleError, PathValue, port, python, types as t } from "vt";
import { nameOf, statOf, withFile } from "./file_system.ts";
import { extractMember, readMembers, type ZipMember } from "./zip_archive.ts";

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
    using archive = openArchive(archive_file);
    const member = readMembers(archive).findLast(({ name }) => name === filename_in_archive);
    if (member === undefined) {
      const what = `There is no item named ${python.repr(filename_in_archive)} in the archive`;
      throw new python.PythonError("KeyError", python.repr(what));
    }
    const suffix = /[^/](\.[^./]*)$/.exec(filename_in_archive)?.[1] ?? "";
    const path = context.temporaryPath("file", suffix);
    await extractMember(archive, member, path);
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
    using archive = openArchive(archive_file);
    const directory = context.temporaryPath("directory");
    for (const member of readMembers(archive)) {
      context.signal.throwIfAborted();
      await extractInto(directory, archive, member);
    }
    return { directory: new PathValue(directory) };
  },
});

/** Nothing is written outside of the directory: as in Python, parts of names that lead out of it are dropped. */
async function extractInto(directory: string, archive: Deno.FsFile, member: ZipMember): Promise<void> {
  const parts = member.name.split("/").filter((part) => part !== "" && part !== "." && part !== "..");
  if (parts.length === 0) return;
  const path = [directory, ...parts].join("/");
  const isDirectory = member.name.endsWith("/");
  Deno.mkdirSync(isDirectory ? path : path.slice(0, path.lastIndexOf("/")), { recursive: true });
  if (!isDirectory) await extractMember(archive, member, path);
}

function openArchive(value: unknown): Deno.FsFile {
  const path = nameOf(value);
  if (!statOf(path)?.isFile) throw new ModuleError("archive file does not exist");
  return withFile(path, () => Deno.openSync(path));
}
