import { deepEqual, equal, throws } from "node:assert/strict";
import { PathValue } from "vt";
import {
  Directory,
  DirectorySink,
  File,
  FileSink,
  OutputPath,
  Path,
  ReadFile,
  StandardOutput,
  WriteFile,
} from "../../../modules/basic/mod.ts";
import { computed, FakeContext } from "../fake_context.ts";

const NO_FILE = { name: undefined, value: undefined, create_file: undefined };
const NO_DIRECTORY = { name: undefined, value: undefined, create_directory: undefined };

function written(text: string, context: FakeContext): PathValue {
  const path = context.temporaryPath("file");
  Deno.writeTextFileSync(path, text);
  return new PathValue(path);
}

Deno.test("Path and OutputPath take value before name, and need nothing to be there", () => {
  using context = new FakeContext();
  deepEqual(Path.compute({ value: new PathValue("/no"), name: "x" }, context), {
    value: new PathValue("/no"),
    value_as_string: "/no",
  });
  deepEqual(computed(OutputPath.compute({ value: undefined, name: "x" }, context)).value_as_string, "x");
  throws(() => Path.compute({ value: undefined, name: undefined }, context), { message: "'name' is a mandatory port" });
  const text = "x" as unknown as PathValue;
  throws(() => Path.compute({ value: text, name: undefined }, context), /'str' object has no attribute 'name'/);
});

Deno.test("File wants a file, or makes it on request", () => {
  using context = new FakeContext();
  const name = `${context.temporaryPath("directory")}/new.txt`;
  throws(() => File.compute({ ...NO_FILE, name }, context), { message: `File '${name}' does not exist` });
  equal(computed(File.compute({ ...NO_FILE, name, create_file: true }, context)).local_filename, name);
  equal(computed(File.compute({ ...NO_FILE, value: new PathValue(name) }, context)).value_as_string, name);
});

Deno.test("Directory lists what is in it, or is made on request", () => {
  using context = new FakeContext();
  const name = `${context.temporaryPath("directory")}/a/b`;
  throws(() => Directory.compute({ ...NO_DIRECTORY, name }, context), {
    message: `Directory "${name}" does not exist`,
  });
  equal(computed(Directory.compute({ ...NO_DIRECTORY, name, create_directory: true }, context)).itemList.length, 0);
  Deno.writeTextFileSync(`${name}/f`, "");
  deepEqual(computed(Directory.compute({ ...NO_DIRECTORY, name }, context)).itemList, [new PathValue(`${name}/f`)]);
});

Deno.test("WriteFile and ReadFile are each other's reverse, in every encoding", () => {
  using context = new FakeContext();
  for (const encoding of [undefined, "UTF-8", "latin_1"]) {
    const { out_value } = computed(WriteFile.compute({ in_value: "é", suffix: ".txt", encoding }, context));
    equal(out_value.name.endsWith(".txt"), true);
    equal(Deno.statSync(out_value.name).size, encoding === "latin_1" ? 1 : 2);
    deepEqual(ReadFile.compute({ in_value: out_value, encoding }, context), { out_value: "é" });
  }
});

Deno.test("WriteFile and ReadFile keep bytes that are no text", () => {
  using context = new FakeContext();
  const path = context.temporaryPath("file");
  Deno.writeFileSync(path, Uint8Array.of(0xff, 0x00));
  const { out_value } = computed(ReadFile.compute({ in_value: new PathValue(path), encoding: undefined }, context));
  const copy = computed(WriteFile.compute({ in_value: out_value, suffix: "", encoding: undefined }, context));
  deepEqual(Deno.readFileSync(copy.out_value.name), Uint8Array.of(0xff, 0x00));
});

Deno.test("WriteFile and ReadFile say what an encoding cannot do", () => {
  using context = new FakeContext();
  const write = (encoding: string) => () => WriteFile.compute({ in_value: "é", suffix: "", encoding }, context);
  throws(write("ascii"), { message: /^UnicodeEncodeError: 'ascii' codec can't encode character in position 0/ });
  throws(write("klingon"), { message: "LookupError: unknown encoding: klingon" });
  const in_value = written("é", context);
  throws(() => ReadFile.compute({ in_value, encoding: "ascii" }, context), /^PythonError: UnicodeDecodeError/);
  throws(() => ReadFile.compute({ in_value, encoding: "klingon" }, context), /LookupError: unknown encoding: klingon/);
  throws(() => ReadFile.compute({ in_value: new PathValue("/no"), encoding: undefined }, context), {
    message: "IOError: [Errno 2] No such file or directory: '/no'",
  });
});

Deno.test("FileSink overwrites, or refuses with VisTrails' text", () => {
  using context = new FakeContext();
  const [file, outputPath] = [written("new", context), written("old", context)];
  const inputs = { file, outputPath, publishFile: undefined };
  throws(() => FileSink.compute({ ...inputs, overwrite: false }, context), {
    message: "Could not copy file to '%s': file already exists",
  });
  FileSink.compute({ ...inputs, overwrite: true }, context);
  equal(Deno.readTextFileSync(outputPath.name), "new");
  FileSink.compute({ ...inputs, outputPath: file, overwrite: true }, context);
  equal(Deno.readTextFileSync(file.name), "new", "a file is not lost by being written onto itself");
  const nowhere = { ...inputs, outputPath: new PathValue("/no/such/x"), overwrite: true };
  throws(() => FileSink.compute(nowhere, context), { message: /^Could not create file '\/no\/such\/x': \[Errno 2\]/ });
});

Deno.test("DirectorySink copies all, over what is there if it may", () => {
  using context = new FakeContext();
  const [from, to] = [context.temporaryPath("directory"), context.temporaryPath("directory")];
  Deno.mkdirSync(`${from}/a/b`, { recursive: true });
  Deno.writeTextFileSync(`${from}/a/b/f`, "f");
  const inputs = { dir: new PathValue(from), outputPath: new PathValue(to) };
  throws(() => DirectorySink.compute({ ...inputs, overwrite: false }, context), {
    message: `Could not write to existing path "${to}" (overwrite off)`,
  });
  DirectorySink.compute({ ...inputs, overwrite: true }, context);
  equal(Deno.readTextFileSync(`${to}/a/b/f`), "f");
});

Deno.test("DirectorySink never deletes what it is to copy, nor copies a directory into itself", () => {
  using context = new FakeContext();
  const outer = context.temporaryPath("directory");
  Deno.mkdirSync(`${outer}/inner`);
  const sink = (from: string, to: string) => () =>
    DirectorySink.compute({ dir: new PathValue(from), outputPath: new PathValue(to), overwrite: true }, context);
  throws(sink(`${outer}/inner`, outer), { message: /\nThe directory to copy is in it$/ });
  equal(Deno.statSync(`${outer}/inner`).isDirectory, true);
  throws(sink(outer, `${outer}/inner/copy`), { message: /^Could not copy path from .*\nCannot copy .* is in it$/s });
  equal([...Deno.readDirSync(`${outer}/inner`)].length, 0);
});

Deno.test("StandardOutput prints values as Python does, and files by their content", () => {
  using context = new FakeContext();
  for (const value of ["a", [1, "b"], null, written("text", context), written("", context), new PathValue("/no")]) {
    StandardOutput.compute({ value }, context);
  }
  equal(context.printed.join(""), "a\n[1, 'b']\nNone\ntext\nPathObject('/no')\n");
});

Deno.test("StandardOutput prints characters that two chunks of a file share", () => {
  using context = new FakeContext();
  const text = `x${"é".repeat(100_000)}`;
  StandardOutput.compute({ value: written(text, context) }, context);
  equal(context.printed.join(""), `${text}\n`);
});
