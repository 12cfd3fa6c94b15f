import assert from "node:assert/strict";
import { ModuleError, ModuleSuspended } from "../../../runtime/errors.ts";
import { describeFailure } from "../../../runtime/interpreter/failure.ts";
import { PythonError } from "../../../runtime/python/error.ts";
import { outputsOfReply, replyOfError } from "../../../runtime/scheme/compute_request.ts";

Deno.test("outputsOfReply() throws what the module threw, so that it is told with the same text", () => {
  const errors = [
    new ModuleError("it says no", { abort: true }),
    new PythonError("ValueError", "a: b"),
    new PythonError("ValueError", ""),
    new TypeError("tripped"),
    new ModuleSuspended("later"),
    "a text",
  ];
  for (const error of errors) {
    const reply = JSON.parse(JSON.stringify(replyOfError(error)));
    let thrown: unknown;
    try {
      outputsOfReply(reply);
    } catch (caught) {
      thrown = caught;
    }
    const { trace: _, ...told } = { trace: "", ...describeFailure(thrown) };
    const { trace: __, ...wanted } = { trace: "", ...describeFailure(error) };
    assert.deepEqual(told, wanted);
    if (error instanceof TypeError) assert.equal(describeFailure(thrown).trace, error.stack);
  }
});

Deno.test("outputsOfReply() gives outputs, and tells what only far sides do as the module's failure", () => {
  assert.deepEqual(outputsOfReply({ status: "completed", outputs: { a: 1 } }), { a: 1 });
  assert.throws(() => outputsOfReply({ status: "failed", kind: "timeout", message: "Timeout" }), ModuleError);
});
