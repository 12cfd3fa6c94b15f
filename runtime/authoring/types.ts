/**
 * The port types of VisTrails' basic package, under their names there: `import { types as t } from "vt"`.
 *
 * @module
 */
import { BOOLEAN, COLOR, DICTIONARY, FLOAT, INTEGER, LIST, PATH, STRING } from "../python/constants.ts";
import type { Color as ColorValue, PathValue } from "../values.ts";
import { BASIC, type Constant as ConstantText, type PortType } from "./port_type.ts";

type IsModule = { Module: 1 };
type IsConstant = IsModule & { Constant: 1 };
type IsPath = IsConstant & { Path: 1 };

/** A module itself: what its output `self` gives. Every other type derives from it. */
export const Module: PortType<unknown, IsModule> = basicType("Module");

/** Any value: it connects to everything. */
export const Variant: PortType<unknown, unknown> = basicType("Variant", Module);

/** What has no value. */
export const Null: PortType<null, IsModule & { Null: 1 }> = basicType("Null", Module);

/** What can be written as text. */
export const Constant: PortType<unknown, IsConstant> = basicType("Constant", Module);

/** True or false. */
export const Boolean: PortType<boolean, IsConstant & { Boolean: 1 }> = basicType("Boolean", Constant, BOOLEAN);

/** A floating point number. */
export const Float: PortType<number, IsConstant & { Float: 1 }> = basicType("Float", Constant, FLOAT);

/** A whole number; it may feed a Float. Beyond 2^53 it is a bigint. */
export const Integer: PortType<number, IsConstant & { Float: 1; Integer: 1 }> = basicType("Integer", Float, INTEGER);

/** A text. */
export const String: PortType<string, IsConstant & { String: 1 }> = basicType("String", Constant, STRING);

/** A list of anything; it counts as one level of depth. */
export const List: PortType<readonly unknown[], IsConstant & { List: 1 }> = basicType("List", Constant, LIST);

/** A Python dict, as a Map. */
export const Dictionary: PortType<ReadonlyMap<unknown, unknown>, IsConstant & { Dictionary: 1 }> = basicType(
  "Dictionary",
  Constant,
  DICTIONARY,
);

/** A colour. */
export const Color: PortType<ColorValue, IsConstant & { Color: 1 }> = basicType("Color", Constant, COLOR);

/** A path of anything. */
export const Path: PortType<PathValue, IsPath> = basicType("Path", Constant, PATH);

/** The path of a file that exists. */
export const File: PortType<PathValue, IsPath & { File: 1 }> = basicType("File", Path, PATH);

/** The path of a directory that exists. */
export const Directory: PortType<PathValue, IsPath & { Directory: 1 }> = basicType("Directory", Path, PATH);

/** The path of something to be written. */
export const OutputPath: PortType<PathValue, IsPath & { OutputPath: 1 }> = basicType("OutputPath", Path, PATH);

function basicType<T, Is>(name: string, base?: PortType, constant?: ConstantText<T>): PortType<T, Is> {
  return { package: BASIC, namespace: "", name, ...(base ? { base } : {}), ...(constant ? { constant } : {}) };
}
