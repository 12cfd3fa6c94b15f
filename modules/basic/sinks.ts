/** Results to where the user wants them. */
import { defineModule, ModuleError, port, python, types as t } from "vt";
import { copyDirectory, copyFile, isInside, nameOf, statOf, systemErrorText } from "./file_system.ts";

/** A file, written to a path. */
export const FileSink = defineModule({
  name: "FileSink",
  doc: "Writes a file to a path.",
  exactNumbers: true,
  cacheable: false,
  inputs: {
    file: port(t.File),
    outputPath: port(t.OutputPath),
    overwrite: port(t.Boolean, { default: true }),
    publishFile: port(t.Boolean, { optional: true }),
  },
  outputs: {},
  compute: ({ file, outputPath, overwrite }) => {
    const path = nameOf(outputPath);
    if (statOf(path)?.isFile) {
      // VisTrails' own text: it forgets to put the path in.
      if (!python.truth(overwrite)) throw new ModuleError("Could not copy file to '%s': file already exists");
      if (statOf(nameOf(file)) !== undefined && isInside(nameOf(file), path)) return {}; // it is there already
      removeExisting(path, () => "");
    }
    try {
      copyFile(nameOf(file), path);
    } catch (error) {
      if (error instanceof python.PythonError) throw error;
      throw new ModuleError(`Could not create file '${path}': ${systemErrorText(error, path)}`, { cause: error });
    }
    return {};
  },
});

/** A directory, written to a path. */
export const DirectorySink = defineModule({
  name: "DirectorySink",
  doc: "Writes a directory, with all that is in it, to a path.",
  exactNumbers: true,
  cacheable: false,
  inputs: {
    dir: port(t.Directory),
    outputPath: port(t.OutputPath),
    overwrite: port(t.Boolean, { default: true }),
  },
  outputs: {},
  compute: ({ dir, outputPath, overwrite }) => {
    const [from, to] = [nameOf(dir), nameOf(outputPath)];
    if (statOf(to) !== undefined) {
      if (!python.truth(overwrite)) {
        throw new ModuleError(`Could not write to existing path "${to}" (overwrite off)`);
      }
      if (statOf(from) !== undefined && isInside(from, to)) {
        throw new ModuleError(`Could not delete existing path "${to}" (overwrite on)\nThe directory to copy is in it`);
      }
      removeExisting(to, (error) => `\n${systemErrorText(error, to)}`);
    }
    try {
      copyDirectory(from, to);
    } catch (error) {
      const what = `Could not copy path from "${from}" to "${to}"`;
      throw new ModuleError(`${what}\n${systemErrorText(error, from)}`, { cause: error });
    }
    return {};
  },
});

function removeExisting(path: string, reason: (error: unknown) => string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    throw new ModuleError(`Could not delete existing path "${path}" (overwrite on)${reason(error)}`, { cause: error });
  }
}
