/**
 * The basic modules: constants, lists, texts, files, output. `import { List } from "vt/basic"`.
 *
 * @module
 */
import { definePackage, type Package, types } from "vt";
import { Constant, Converter, Module, Null, Variant } from "./abstract_modules.ts";
import { Assert, AssertEqual } from "./assert.ts";
import { Boolean, Color, Float, Integer, String } from "./constants.ts";
import { Dictionary } from "./dictionary.ts";
import { ReadFile, WriteFile } from "./files.ts";
import { InputPort, OutputPort } from "./group_ports.ts";
import { JavaScriptSource, TypeScriptSource } from "./javascript_source.ts";
import { List, Tuple, TupleToList, Untuple } from "./list.ts";
import { Machine } from "./machine.ts";
import { Not, Round } from "./numbers.ts";
import { FileOutput, GenericOutput, ImageOutput, OutputModule, RichTextOutput } from "./output_modules.ts";
import { Directory, File, OutputPath, Path } from "./paths.ts";
import { PythonSource } from "./python_source.ts";
import { Range } from "./range.ts";
import { DirectorySink, FileSink } from "./sinks.ts";
import { StandardOutput } from "./standard_output.ts";
import { StringFormat } from "./string_format.ts";
import { ConcatenateString } from "./strings.ts";
import { Unzip, UnzipDirectory } from "./unzip.ts";
import { upgrades } from "./upgrades.ts";

export { Assert, AssertEqual, Boolean, Color, ConcatenateString, Constant, Converter, Dictionary, Directory };
export {
  DirectorySink,
  File,
  FileOutput,
  FileSink,
  Float,
  GenericOutput,
  ImageOutput,
  InputPort,
  Integer,
  JavaScriptSource,
  List,
};
export {
  Machine,
  Module,
  Not,
  Null,
  OutputModule,
  OutputPath,
  OutputPort,
  Path,
  PythonSource,
  Range,
  ReadFile,
  RichTextOutput,
  Round,
};
export {
  StandardOutput,
  String,
  StringFormat,
  Tuple,
  TupleToList,
  TypeScriptSource,
  Untuple,
  Unzip,
  UnzipDirectory,
  Variant,
  WriteFile,
};

/** VisTrails' basic package, without Unpickle and Group. */
export const basicPackage: Package = definePackage({
  identifier: "org.vistrails.vistrails.basic",
  name: "Basic Modules",
  version: "2.1.1",
  modules: [
    Module,
    Variant,
    Constant,
    Converter,
    Null,
    Boolean,
    Float,
    Integer,
    String,
    Color,
    List,
    Dictionary,
    Path,
    File,
    Directory,
    OutputPath,
    FileSink,
    DirectorySink,
    WriteFile,
    ReadFile,
    Unzip,
    UnzipDirectory,
    StandardOutput,
    OutputModule,
    GenericOutput,
    FileOutput,
    ImageOutput,
    RichTextOutput,
    Tuple,
    Untuple,
    TupleToList,
    ConcatenateString,
    StringFormat,
    Not,
    Round,
    Assert,
    AssertEqual,
    InputPort,
    OutputPort,
    PythonSource,
  ],
  types: Object.values(types),
  upgrades,
});

/** Basic modules that VisTrails does not have. */
export const ownBasicPackage: Package = definePackage({
  identifier: "org.vt.basic",
  name: "More basic modules",
  version: "1.0.0",
  modules: [Range, JavaScriptSource, TypeScriptSource, Machine],
});
