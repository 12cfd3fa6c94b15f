import { deepEqual, equal, throws } from "node:assert/strict";
import { PathValue, python, Tuple } from "vt";
import { NdArray, ndArray, NumPyArray, Reshape, WriteNumPy } from "../../../modules/table_data/mod.ts";
import { readNpy, writeNpy } from "../../../modules/table_data/npy_file.ts";
import { computed, FakeContext } from "../fake_context.ts";

function nested(value: unknown): unknown {
  return value instanceof NdArray ? Array.from(value, nested) : value;
}

/** A `.npy` file of version 1 with this header. */
function npy(header: string, data: readonly number[]): Uint8Array<ArrayBuffer> {
  const text = `\x93NUMPY\x01\x00${String.fromCharCode(header.length & 255, header.length >> 8)}${header}`;
  return Uint8Array.from([...Array.from(text, (c) => c.charCodeAt(0)), ...data]);
}

Deno.test("ndArray() takes the type that holds all numbers", () => {
  const types = [[1, 2], [1, 2.5], [true], [1, true], [2n ** 63n, 1], []].map((list) => ndArray(list).type.name);
  deepEqual(types, ["int64", "float64", "bool", "int64", "uint64", "float64"]);
  deepEqual([...ndArray([1, true, 2n ** 62n])], [1, 1, 2n ** 62n]);
  throws(() => ndArray([2n ** 63n, -1]), /OverflowError/);
  deepEqual(nested(ndArray([[1, 2], new Tuple([3, python.makeFloat(4)])])), [
    [1, 2].map(python.makeFloat),
    [3, 4].map(python.makeFloat),
  ]);
  throws(() => ndArray([[1], [1, 2]]), /setting an array element with a sequence/);
  throws(() => ndArray([1, [2]]), /setting an array element with a sequence/);
  throws(() => ndArray(["a"]), /setting an array element/);
});

Deno.test("readNpy() reads what writeNpy() wrote", () => {
  const array = ndArray([[1, 2, 3], [4, 5, 2n ** 60n]]);
  const written = writeNpy(array);
  equal((written.length - array.data.byteLength) % 64, 0);
  const read = readNpy(new Uint8Array(written));
  deepEqual([read.type.name, read.shape, nested(read)], ["int64", [2, 3], [[1, 2, 3], [4, 5, 2n ** 60n]]]);
});

Deno.test("readNpy() knows other orders of bytes and of dimensions, and complex numbers", () => {
  const big = npy("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }", [0, 1, 0, 4, 0, 2, 0, 5, 0, 3, 1, 0]);
  deepEqual(nested(readNpy(big)), [[1, 2, 3], [4, 5, 256]]);
  const complex = npy("{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}", [0, 0, 128, 63, 0, 0, 0, 64]);
  deepEqual([...readNpy(complex)], [new Tuple([1, 2].map(python.makeFloat))]);
  deepEqual([...readNpy(npy("{'descr': '|b1', 'fortran_order': False, 'shape': (2,)}", [1, 0]))], [true, false]);
});

Deno.test("readNpy() refuses what is broken, or holds no numbers", () => {
  const header = (type: string, shape: string) => `{'descr': ${type}, 'fortran_order': False, 'shape': ${shape}}`;
  throws(() => readNpy(new Uint8Array(20)), /Cannot read the .npy file: begins with/);
  throws(() => readNpy(npy(header("'|O'", "(1,)"), [0])), /elements of type '\|O', numbers wanted/);
  throws(() => readNpy(npy(header("'<f8'", "(99999999999, 99999999999)"), [0])), /1 bytes of data/);
  throws(() => readNpy(npy(header("'<f8'", "(-1,)"), [0])), /shape \(-1,\)/);
  throws(() => readNpy(npy("[]", [])), /a header that is no dict/);
});

Deno.test("WriteNumPy and NumPyArray are each other's reverse, in every type", () => {
  using context = new FakeContext();
  for (const datatype of ["npy", "uint8", "int64", "float32", "complex128"]) {
    const { file } = computed(WriteNumPy.compute({ array: [1, 2, 3, 4], datatype }, context));
    equal(file.name.endsWith(datatype === "npy" ? ".npy" : ".dat"), true);
    const { value } = computed(NumPyArray.compute({ file, datatype, shape: [2, -1] }, context));
    const array = value as unknown as NdArray;
    deepEqual([array.type.name, array.shape], [datatype === "npy" ? "int64" : datatype, [2, 2]]);
    equal(Number(array.data[3 * array.type.parts]), 4);
  }
  throws(() => WriteNumPy.compute({ array: [1], datatype: "text" }, context), { message: "KeyError: 'text'" });
  const file = new PathValue("/no");
  throws(() => NumPyArray.compute({ file, datatype: undefined, shape: undefined }, context), /IOError: \[Errno 2\]/);
});

Deno.test("Reshape has numpy's error where the elements do not fill the shape", () => {
  using context = new FakeContext();
  const array = [0, 1, 2, 3, 4, 5];
  deepEqual(nested(computed(Reshape.compute({ array, shape: [3, 2] }, context)).value), [[0, 1], [2, 3], [4, 5]]);
  const reshape = (shape: readonly unknown[]) => () => Reshape.compute({ array, shape }, context);
  throws(reshape([9]), { message: "ValueError: cannot reshape array of size 6 into shape (9,)" });
  throws(reshape([4, -1]), { message: "ValueError: cannot reshape array of size 6 into shape (4,-1)" });
  throws(reshape([-1, -1]), { message: "ValueError: can only specify one unknown dimension" });
});
