import { deepEqual, throws } from "node:assert/strict";
import { Default, ExecuteInOrder, If } from "../../../modules/control_flow/mod.ts";
import { FakeContext, runControl } from "../fake_context.ts";

const PORTS = { TruePort: undefined, FalsePort: undefined, TrueOutputPorts: undefined, FalseOutputPorts: undefined };
const upstream = { TruePort: { value: 42, text: "42" }, FalsePort: { value: 28 } };

Deno.test("If updates the branch that it takes, and no other", () => {
  const context = new FakeContext({ upstream, values: { TrueOutputPorts: ["value"], FalseOutputPorts: ["value"] } });
  deepEqual(runControl(If.control({ ...PORTS, Condition: false }, context)), { Result: 28 });
  deepEqual(context.asked, ["update FalseOutputPorts", "update FalsePort"]);
});

Deno.test("If gives a list of several outputs, and nothing without names", () => {
  const several = new FakeContext({ upstream, values: { TrueOutputPorts: ["value", "text"] } });
  deepEqual(runControl(If.control({ ...PORTS, Condition: true }, several)), { Result: [42, "42"] });
  deepEqual(runControl(If.control({ ...PORTS, Condition: true }, new FakeContext({ upstream }))), {});
});

Deno.test("If wants a module on the branch that it takes", () => {
  const context = new FakeContext({ upstream: { TruePort: {} } });
  throws(() => runControl(If.control({ ...PORTS, Condition: false }, context)), { message: "Must set FalsePort" });
});

Deno.test("Default takes Input as soon as something is there, even None", () => {
  const context = new FakeContext();
  deepEqual(Default.compute({ Input: null, Default: 28 }, context), { Result: null });
  deepEqual(Default.compute({ Input: undefined, Default: 28 }, context), { Result: 28 });
  throws(() => Default.compute({ Input: undefined, Default: undefined }, context), {
    message: "Missing value from port Default",
  });
});

Deno.test("ExecuteInOrder updates its ports one after the other", () => {
  const context = new FakeContext();
  const control = ExecuteInOrder.control({ module1: undefined, module2: undefined }, context);
  control.next();
  deepEqual(context.asked, ["update module1"]);
  control.next();
  deepEqual(context.asked, ["update module1", "update module2"]);
  deepEqual(control.next(), { done: true, value: {} });
});
