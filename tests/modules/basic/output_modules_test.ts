import { deepEqual, equal, throws } from "node:assert/strict";
import { PathValue, python } from "vt";
import { FileOutput, GenericOutput, ImageOutput, OutputModule, RichTextOutput } from "../../../modules/basic/mod.ts";
import { FakeContext } from "../fake_context.ts";

const UNSET = { mode_type: undefined, configuration: undefined };

function configuration(mode: string, settings: Record<string, unknown>): Map<unknown, unknown> {
  return new Map([[mode, new Map(Object.entries(settings))]]);
}

function written(text: string, context: FakeContext, suffix: string): PathValue {
  const path = context.temporaryPath("file", suffix);
  Deno.writeTextFileSync(path, text);
  return new PathValue(path);
}

Deno.test("GenericOutput prints unless told to write a file", () => {
  using context = new FakeContext();
  const value = [python.makeFloat(1), "a"];
  GenericOutput.compute({ ...UNSET, value }, context);
  deepEqual([context.printed, context.notes], [["[1.0, 'a']\n"], [["output_mode", "stdout"]]]);
  const file = `${context.temporaryPath("directory")}/out.txt`;
  GenericOutput.compute({ value, mode_type: "file", configuration: configuration("file", { file }) }, context);
  equal(Deno.readTextFileSync(file), "[1.0, 'a']\n");
});

Deno.test("output modules refuse modes and settings that they do not have", () => {
  using context = new FakeContext();
  const generic = (mode_type: string | undefined, settings?: Map<unknown, unknown>) => () =>
    GenericOutput.compute({ value: 1, mode_type, configuration: settings }, context);
  throws(generic("ipython"), { message: 'Cannot output in mode "ipython" because that mode has not been defined' });
  throws(generic("stdout", configuration("stdout", { x: 1 })), {
    message: 'ValueError: Field "x" is not declared for class "StdoutModeConfig"',
  });
  throws(generic("file", configuration("file", { x: 1 })), /Field "x" is not declared for class "FileModeConfig"/);
  throws(() => OutputModule.compute({ ...UNSET, value: 1 }, context), /No output mode is valid/);
});

Deno.test("FileOutput copies to dir, prefix, basename and the suffix of the file", () => {
  using context = new FakeContext();
  const dir = context.temporaryPath("directory");
  const inputs = { value: written("x", context, ".csv"), mode_type: undefined };
  FileOutput.compute(
    { ...inputs, configuration: configuration("file", { dir, prefix: "p_", basename: "b" }) },
    context,
  );
  FileOutput.compute({ ...inputs, configuration: configuration("file", { dir, suffix: ".txt" }) }, context);
  deepEqual([...Deno.readDirSync(dir)].map(({ name }) => name).toSorted(), ["p_b.csv", "vt_out.txt"]);
});

Deno.test("FileOutput numbers the files of a series, past those that must stay", () => {
  using context = new FakeContext();
  const dir = context.temporaryPath("directory");
  const settings = { dir, series: true, overwrite: false, seriesPadding: 5 };
  const inputs = { value: written("x", context, ".csv"), mode_type: undefined };
  FileOutput.compute({ ...inputs, configuration: configuration("file", settings) }, context);
  FileOutput.compute({ ...inputs, configuration: configuration("file", settings) }, context);
  const names = [...Deno.readDirSync(dir)].map(({ name }) => name);
  equal(names.length, 2);
  equal(names.every((name) => /^vt_out\d{5}\.csv$/.test(name)), true);
});

Deno.test("FileOutput does not overwrite when told so", () => {
  using context = new FakeContext();
  const value = written("x", context, ".csv");
  const dir = context.temporaryPath("directory");
  const inputs = { value, mode_type: "file", configuration: configuration("file", { dir, overwrite: false }) };
  FileOutput.compute(inputs, context);
  throws(() => FileOutput.compute(inputs, context), {
    message: /^IOError: File ".*vt_out.csv" exists and overwrite is False$/,
  });
});

Deno.test("RichTextOutput and ImageOutput write files, and print on demand", () => {
  using context = new FakeContext();
  const dir = context.temporaryPath("directory");
  const value = written("<p>", context, "");
  RichTextOutput.compute({ value, mode_type: undefined, configuration: configuration("file", { dir }) }, context);
  ImageOutput.compute(
    { value, mode_type: undefined, configuration: configuration("file", { dir, suffix: ".png" }) },
    context,
  );
  deepEqual([...Deno.readDirSync(dir)].map(({ name }) => name).toSorted(), ["vt_out.html", "vt_out.png"]);
  ImageOutput.compute({ value, mode_type: "stdout", configuration: undefined }, context);
  deepEqual(context.printed, ["<p>"]);
  throws(() => RichTextOutput.compute({ ...UNSET, mode_type: "stdout", value: new PathValue("/no") }, context), {
    message: /^IOError: \[Errno 2\]/,
  });
});
