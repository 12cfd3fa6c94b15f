import { deepEqual, rejects } from "node:assert/strict";
import { callFunction } from "../../../modules/python/call_function.ts";
import { pythonHost } from "../../../modules/python/python_host.ts";
import { pythonTest } from "./source_runner.ts";

pythonTest("callFunction() gives a value for each number, and tells what the function prints", async () => {
  const printed: string[] = [];
  const source = "def value(i):\n    print('at %d' % i)\n    return None if i == 1 else i / 2.0 ** i\n";
  const values = await callFunction(source, 4, (text) => void printed.push(text));
  deepEqual(values.map((value) => value === null ? null : Number(value)), [0, null, 0.5, 0.375]);
  await pythonHost[Symbol.asyncDispose]();
  deepEqual(printed.join(""), "at 0\nat 1\nat 2\nat 3\n");
});

pythonTest("callFunction() rejects with what the function raises", async () => {
  const source = "def value(i):\n    return 1 // (i - 2)\n";
  await rejects(callFunction(source, 4, () => {}), /ZeroDivisionError/);
  await rejects(callFunction("x = 1", 1, () => {}), /NameError/);
  await pythonHost[Symbol.asyncDispose]();
});
