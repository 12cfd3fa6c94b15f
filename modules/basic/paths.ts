/** Paths: names of files and directories, which exist already or are made on request. */
import { defineModule, ModuleError, PathValue, port, python, types as t } from "vt";
import { messageOf } from "../../runtime/errors.ts";
import { nameOf, statOf, withFile } from "./file_system.ts";

/** A path of anything. */
export const Path = defineModule({
  name: "Path",
  doc: "A path; nothing need be there.",
  exactNumbers: true,
  type: t.Path,
  inputs: {
    value: port(t.Path, { optional: true, hidden: false }),
    name: port(t.String, { optional: true }),
  },
  outputs: { value_as_string: port(t.String), value: port(t.Path) },
  compute: (inputs) => results(nameGiven(inputs)),
});

/** The path of a file that exists. */
export const File = defineModule({
  name: "File",
  doc: "The path of a file, which must exist unless create_file says to make it.",
  exactNumbers: true,
  type: t.File,
  inputs: {
    name: port(t.String, { optional: true }),
    value: port(t.File, { optional: true, hidden: false }),
    create_file: port(t.Boolean, { optional: true }),
  },
  outputs: {
    value_as_string: port(t.String),
    value: port(t.File),
    local_filename: port(t.String, { hidden: true }),
  },
  compute: (inputs) => {
    const name = nameGiven(inputs);
    if (python.truth(inputs.create_file)) touch(name);
    if (!statOf(name)?.isFile) throw new ModuleError(`File ${python.repr(name)} does not exist`);
    return { ...results(name), local_filename: name };
  },
});

/** The path of a directory that exists. */
export const Directory = defineModule({
  name: "Directory",
  doc: "The path of a directory, which must exist unless create_directory says to make it.",
  exactNumbers: true,
  type: t.Directory,
  inputs: {
    name: port(t.String, { optional: true }),
    value: port(t.Directory, { optional: true, hidden: false }),
    create_directory: port(t.Boolean, { optional: true }),
  },
  outputs: { value_as_string: port(t.String), value: port(t.Directory), itemList: port(t.List) },
  compute: (inputs) => {
    const name = nameGiven(inputs);
    if (python.truth(inputs.create_directory)) makeDirectory(name);
    if (!statOf(name)?.isDirectory) throw new ModuleError(`Directory "${name}" does not exist`);
    const parent = name.endsWith("/") ? name : `${name}/`;
    const items = withFile(name, () => Array.from(Deno.readDirSync(name), (item) => parent + item.name));
    return { ...results(name), itemList: items.toSorted().map((item) => new PathValue(item)) };
  },
});

/** The path of something to be written. */
export const OutputPath = defineModule({
  name: "OutputPath",
  doc: "The path of something to be written.",
  exactNumbers: true,
  type: t.OutputPath,
  inputs: {
    name: port(t.String, { optional: true }),
    value: port(t.OutputPath, { optional: true, hidden: false }),
  },
  outputs: { value_as_string: port(t.String), value: port(t.OutputPath) },
  compute: (inputs) => results(nameGiven(inputs)),
});

function nameGiven({ value, name }: { readonly value?: PathValue; readonly name?: string }): string {
  if (value !== undefined) return nameOf(value);
  if (name === undefined) throw new ModuleError("'name' is a mandatory port");
  return name;
}

function results(name: string): { value_as_string: string; value: PathValue } {
  return { value_as_string: name, value: new PathValue(name) };
}

function touch(name: string): void {
  withFile(name, () => {
    using file = Deno.openSync(name, { create: true, append: true });
    file.utimeSync(new Date(), new Date());
  });
}

function makeDirectory(name: string): void {
  try {
    Deno.mkdirSync(name, { recursive: true });
  } catch (error) {
    throw new ModuleError(`mkdir: ${messageOf(error)}`, { cause: error });
  }
}
