/**
 * Python 2's values and operations, for modules that do in TypeScript what VisTrails' do in Python: `python.add(a, b)`.
 *
 * @module
 */
export { add, divide, multiply, subtract } from "./arithmetic.ts";
export { bytesOfStr, strOfBytes } from "./bytes.ts";
export { makeDict } from "./dict.ts";
export { equal, truth } from "./equality.ts";
export { PythonError } from "./error.ts";
export { format } from "./format.ts";
export { parseLiteral } from "./literal.ts";
export { isFloat, isInt, makeFloat, parseInteger, truncate } from "./numbers.ts";
export { itemsOf, sequenceOf } from "./sequence.ts";
export { repr, str } from "./text.ts";
export { typeName } from "./type_name.ts";
