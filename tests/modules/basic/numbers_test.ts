import { deepEqual, throws } from "node:assert/strict";
import { InvalidOutput, ModuleError, python } from "vt";
import { Assert, AssertEqual, InputPort, Not, OutputPort, Range, Round } from "../../../modules/basic/mod.ts";
import { FakeContext } from "../fake_context.ts";

const context = new FakeContext();

Deno.test("Not has Python's idea of truth", () => {
  deepEqual(Not.compute({ input: [] as unknown as boolean }, context), { value: true });
  deepEqual(Not.compute({ input: true }, context), { value: false });
});

Deno.test("Round cuts off, or adds a half before", () => {
  const cases: [number, boolean, unknown][] = [
    [3.7, true, 3],
    [3.7, false, 4],
    [-3.7, false, -3],
    [2.5, false, 3],
    [0.49999999999999994, false, 1],
    [1e20, true, 10n ** 20n],
    [7, true, 7],
  ];
  for (const [in_value, floor, out_value] of cases) {
    deepEqual(Round.compute({ in_value, floor }, context), { out_value });
  }
});

Deno.test("Round fails as Python's int()", () => {
  const round = (in_value: unknown) => () => Round.compute({ in_value: in_value as number, floor: true }, context);
  throws(round(NaN), { message: "ValueError: cannot convert float NaN to integer" });
  throws(round("3.7"), { message: "ValueError: invalid literal for int() with base 10: '3.7'" });
  throws(round(null), { message: "TypeError: int() argument must be a string or a number, not 'NoneType'" });
});

Deno.test("Assert and AssertEqual stop the whole run", () => {
  deepEqual(Assert.compute({ condition: true }, context), {});
  deepEqual(AssertEqual.compute({ value1: 1, value2: python.makeFloat(1) }, context), {});
  const aborts = (error: Error) => error instanceof ModuleError && error.abort;
  throws(() => Assert.compute({ condition: false }, context), aborts);
  throws(() => AssertEqual.compute({ value1: 1, value2: 2 }, context), aborts);
});

Deno.test("AssertEqual cuts long values short", () => {
  throws(() => AssertEqual.compute({ value1: 1, value2: "a very long string that is long" }, context), {
    message: `AssertEqual: values are different: '1', "'a very long stri..."`,
  });
});

Deno.test("InputPort prefers what comes from outside, and without anything counts as unconnected", () => {
  const inputs = { name: undefined, optional: undefined, spec: undefined };
  const compute = (ExternalPipe: unknown, Default: unknown) =>
    InputPort.compute({ ...inputs, ExternalPipe, Default }, context);
  deepEqual(compute(1, 2), { InternalPipe: 1 });
  deepEqual(compute(null, 2), { InternalPipe: 2 });
  deepEqual(compute(undefined, undefined), { InternalPipe: InvalidOutput });
  deepEqual(OutputPort.compute({ ...inputs, InternalPipe: 5 }, context), { ExternalPipe: 5 });
});

Deno.test("Range counts up and down, and never without end", () => {
  deepEqual(Range.compute({ start: 0, stop: 4, step: 1 }, context), { value: [0, 1, 2, 3] });
  deepEqual(Range.compute({ start: 5, stop: 0, step: -2 }, context), { value: [5, 3, 1] });
  deepEqual(Range.compute({ start: 0, stop: -3, step: 1 }, context), { value: [] });
  throws(() => Range.compute({ start: 0, stop: 3, step: 0 }, context), { message: "Cannot count: step is 0" });
  throws(() => Range.compute({ start: 0, stop: 1.5, step: 1 }, context), /stop is 1.5, not a safe integer/);
  throws(() => Range.compute({ start: 0, stop: 1e15, step: 1 }, context), /at most 50000000 fit a list/);
});
