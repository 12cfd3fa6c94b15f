import { equal, throws } from "node:assert/strict";
import { fieldOf } from "../../../modules/jobs/json_field.ts";

Deno.test("fieldOf() follows names and positions", () => {
  equal(fieldOf('{"data": {"jobs": [{"state": "done"}]}}', "data.jobs.0.state"), "done");
  equal(fieldOf('{"isDone": true}', "isDone"), "true");
  equal(fieldOf('{"code": 0}', "code"), "0");
});

Deno.test("fieldOf() gives the whole text for an empty path", () => equal(fieldOf(" done\n", ""), "done"));

for (const path of ["constructor", "__proto__.constructor.name", "b", "a.1"]) {
  Deno.test(`fieldOf() does not find ${path} where nobody wrote it`, () => {
    throws(
      () => fieldOf('{"a": ["x"]}', path),
      /^Error: Cannot find .* in the answer: it is not there$|it is no text$/,
    );
  });
}

Deno.test("fieldOf() survives a deep text", () => {
  throws(() => fieldOf("[".repeat(1_000_000), "0"), /it is no JSON$/);
});
