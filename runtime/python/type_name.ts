/** The names of types, as Python's errors say them. */
import { Color, PathValue } from "../values.ts";
import { isStr } from "./bytes.ts";
import { isFloat } from "./numbers.ts";
import { PythonObject } from "./python_object.ts";
import { Tuple } from "./tuple.ts";

const LARGEST_INT = 2n ** 63n - 1n;

/** `type(value).__name__`; of a JavaScript object that Python does not know, its class's name. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return "NoneType";
  if (isFloat(value)) return "float";
  if (isStr(value)) return "str";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "number":
      return "int";
    case "bigint":
      return isLong(value) ? "long" : "int";
    case "object":
      return className(value);
    default:
      return typeof value;
  }
}

/** Whether an int is of the type that Python 2 prints with an L. */
export function isLong(value: bigint): boolean {
  return value > LARGEST_INT || value < -LARGEST_INT - 1n;
}

function className(value: object): string {
  if (Array.isArray(value)) return "list";
  if (value instanceof Tuple) return "tuple";
  if (value instanceof Map) return "dict";
  if (value instanceof PathValue) return "PathObject";
  if (value instanceof Color) return "InstanceObject";
  if (value instanceof PythonObject) return value.type;
  const made: unknown = value.constructor;
  return typeof made === "function" && made.name !== "" ? made.name : "object";
}
