/**
 * A calculator of four operations: `import { PythonCalc } from "vt/python_calc"`.
 *
 * @module
 */
import { defineModule, definePackage, ModuleError, type Package, port, python, types as t } from "vt";

const OPERATIONS = new Map([
  ["+", python.add],
  ["-", python.subtract],
  ["*", python.multiply],
  ["/", python.divide],
]);

/** Two numbers and an operation. */
export const PythonCalc = defineModule({
  name: "PythonCalc",
  doc: "Computes with two numbers; division gives a Float.",
  exactNumbers: true,
  parallelizable: "portable",
  inputs: {
    value1: port(t.Float),
    value2: port(t.Float),
    op: port(t.String, { values: [...OPERATIONS.keys()] }),
  },
  outputs: { value: port(t.Float) },
  compute: ({ value1, value2, op }) => {
    const operation = OPERATIONS.get(op);
    if (operation === undefined) throw new ModuleError(`unrecognized operation: '${op}'`);
    return { value: operation(value1, value2) as number };
  },
});

/** VisTrails' package of that one module. */
export const pythonCalcPackage: Package = definePackage({
  identifier: "org.vistrails.vistrails.pythoncalc",
  name: "PythonCalc",
  version: "0.9.2",
  modules: [PythonCalc],
});
