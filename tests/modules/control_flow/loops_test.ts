import { deepEqual, throws } from "node:assert/strict";
import { For, While } from "../../../modules/control_flow/mod.ts";
import { FakeContext, type FakeOptions, runControl } from "../fake_context.ts";

type Values = Readonly<Record<string, unknown>>;
type WhileInputs = Parameters<typeof While.control>[0];

const DOUBLE = (inputs: Values): Values => {
  const o = Number(inputs.i ?? 5) * 2;
  return { self: "module", o, go_on: o < 100, r: `it is ${o}` };
};

function runWhile(inputs: Partial<WhileInputs>, options: FakeOptions = {}): { result: Values; asked: string[] } {
  const context = new FakeContext({ functions: [DOUBLE], values: inputs as Values, ...options });
  const defaults = { FunctionPort: undefined, OutputPort: "o", MaxIterations: 20, ConditionPort: undefined };
  const unset = { StateInputPorts: undefined, StateOutputPorts: undefined, Delay: undefined };
  const result = runControl(While.control({ ...defaults, ...unset, ...inputs }, context));
  return { result, asked: context.asked };
}

Deno.test("For runs the module for each integer below the higher bound", () => {
  const context = new FakeContext({ functions: [DOUBLE] });
  const inputs = { FunctionPort: undefined, InputPort: "i", OutputPort: "o", LowerBound: 2, HigherBound: 5 };
  deepEqual(runControl(For.control(inputs, context)), { Result: [4, 6, 8] });
  deepEqual(runControl(For.control({ ...inputs, HigherBound: 2 }, context)), { Result: [] });
  const repeated = { ...inputs, InputPort: undefined, OutputPort: "self", LowerBound: 0, HigherBound: 2 };
  deepEqual(runControl(For.control(repeated, context)), { Result: ["module", "module"] });
  throws(
    () => runControl(For.control({ ...inputs, HigherBound: 2.5 }, context)),
    /integer argument expected, got float/,
  );
});

Deno.test("While passes the state on until the condition is false", () => {
  const { result, asked } = runWhile({
    ConditionPort: "go_on",
    StateInputPorts: ["i"],
    StateOutputPorts: ["o"],
    OutputPort: "r",
  });
  deepEqual(result, { Result: "it is 160" });
  deepEqual(asked, ["run 0 {}", 'run 1 {"i":10}', 'run 2 {"i":20}', 'run 3 {"i":40}', 'run 4 {"i":80}']);
});

Deno.test("While ends after its most iterations, and sleeps between two only", () => {
  const { result, asked } = runWhile({ MaxIterations: 3, Delay: 0.5 });
  deepEqual(result, { Result: 10 });
  deepEqual(asked, ["run 0 {}", "sleep 0.5", "run 1 {}", "sleep 0.5", "run 2 {}"]);
});

Deno.test("While refuses settings that do not fit together", () => {
  throws(() => runWhile({}), { message: "Please set MaxIterations or use ConditionPort" });
  throws(() => runWhile({ MaxIterations: 3, StateInputPorts: ["i"] }), {
    message: "Passing state between iterations requires BOTH StateInputPorts and StateOutputPorts to be set",
  });
  throws(() => runWhile({ MaxIterations: 3, StateInputPorts: ["i"], StateOutputPorts: ["o", "r"] }), {
    message: "StateInputPorts and StateOutputPorts need to have the same number of ports (got 1 and 2)",
  });
  throws(() => runWhile({ MaxIterations: 3 }, { functions: [DOUBLE, DOUBLE] }), {
    message: "Multiple modules connected on FunctionPort",
  });
  throws(() => runWhile({ MaxIterations: 3 }, { functions: [] }), { message: "Missing value from port FunctionPort" });
  throws(() => runWhile({ MaxIterations: 0 }), { message: "Invalid output port: o" });
  throws(() => runWhile({ ConditionPort: "zz" }), { message: "Invalid output port: zz" });
});
