/** Modules on numpy's arrays. Their List ports carry arrays, which go where lists go. */
import { defineModule, PathValue, port, python, types as t } from "vt";
import { nameOf, withFile } from "../basic/file_system.ts";
import { converted, ND_TYPES, NdArray, ndArray, type NdType } from "./nd_array.ts";
import { plainBytes, readNpy, readPlain, writeNpy } from "./npy_file.ts";
import { shown } from "./table.ts";

const NPY = "npy";

/** bool is a type of `.npy` files alone. */
const NAMES = [...ND_TYPES.keys()].filter((name) => name !== "bool");

const datatypeDoc = "npy: the file says it itself";

/** An array from a file. */
export const NumPyArray = defineModule({
  name: "NumPyArray",
  namespace: "read",
  doc: "An array from a .npy file or a plain file of numbers.",
  exactNumbers: true,
  inputs: {
    file: port(t.File),
    datatype: port(t.String, {
      optional: true,
      hidden: false,
      values: NAMES,
      doc: `${datatypeDoc}. Unset: by the file's name, else float32.`,
    }),
    shape: shown(t.List),
  },
  outputs: { value: port(t.List) },
  compute: ({ file, datatype, shape }) => {
    const path = nameOf(file);
    const name = datatype ?? (/\.npy$/i.test(path) ? NPY : "float32");
    const type = name === NPY ? undefined : typeNamed(name);
    const bytes = withFile(path, () => Deno.readFileSync(path));
    const array = type === undefined ? readNpy(bytes) : readPlain(bytes, type);
    return { value: asList(shape === undefined ? array : array.reshaped(lengthsOf(shape))) };
  },
});

/** An array as a file. */
export const WriteNumPy = defineModule({
  name: "WriteNumPy",
  namespace: "write",
  doc: "An array or a list of numbers as a temporary file.",
  exactNumbers: true,
  inputs: { array: port(t.List), datatype: port(t.String, { values: NAMES, doc: `${datatypeDoc}.` }) },
  outputs: { file: port(t.File) },
  compute: ({ array, datatype }, context) => {
    const numbers = ndArray(array);
    const type = datatype === NPY ? undefined : typeNamed(datatype);
    const path = context.temporaryPath("file", type === undefined ? ".npy" : ".dat");
    Deno.writeFileSync(path, type === undefined ? writeNpy(numbers) : plainBytes(converted(numbers, type).data));
    return { file: new PathValue(path) };
  },
});

/** An array in another shape. */
export const Reshape = defineModule({
  name: "Reshape",
  namespace: "convert",
  doc: "The numbers of an array or a list in another shape.",
  exactNumbers: true,
  inputs: { array: port(t.List), shape: port(t.List, { doc: "The length in each dimension; -1: what remains." }) },
  outputs: { value: port(t.List) },
  compute: ({ array, shape }) => ({ value: asList(ndArray(array).reshaped(lengthsOf(shape))) }),
});

function typeNamed(name: string): NdType {
  const type = NAMES.includes(name) ? ND_TYPES.get(name) : undefined;
  if (type === undefined) throw new python.PythonError("KeyError", python.repr(name));
  return type;
}

function lengthsOf(shape: unknown): readonly number[] {
  return (python.isInt(shape) ? [shape] : python.itemsOf(shape)).map((length) => {
    if (python.isInt(length)) return Number(length);
    throw new python.PythonError("TypeError", "an integer is required");
  });
}

/** As in VisTrails, what comes out of a List port here is an array. */
function asList(array: NdArray): readonly unknown[] {
  return array as unknown as readonly unknown[];
}
