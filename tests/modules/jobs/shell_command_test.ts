import { deepEqual, equal, match, ok, rejects, throws } from "node:assert/strict";
import { ModuleError, PathValue } from "vt";
import { FakeJobContext, untilOver } from "./fake_job_context.ts";
import { shellTest, steps } from "./shell_stage.ts";

for (
  const [what, inputs, message] of [
    ["an empty command", { command: " \n" }, "Cannot run the command: it is empty"],
    [
      "a directory that is not there",
      { command: ":", directory: new PathValue("/no/such") },
      /^Directory doesn't exist/,
    ],
    ["a file that is not there", { command: ":", files: [new PathValue("/no/such")] }, /^Cannot copy \/no\/such for/],
    [
      "a variable with a wrong name",
      { command: ":", environment: new Map([["A B", "x"]]) },
      /: A B is no name for one$/,
    ],
    ["a variable that is a list", { command: ":", environment: new Map([["A", [1]]]) }, /^Cannot set A in the/],
    ["a zero byte", { command: ":", environment: new Map([["A", "\0"]]) }, /contains a zero byte$/],
  ] as const
) {
  shellTest(`ShellJob refuses ${what}`, (folder) => {
    const context = new FakeJobContext(`${folder}/jobs/key`);
    throws(() => steps.readInputs({ expected_exit_code: 0, ...inputs }, context), { name: "ModuleError", message });
    return Promise.resolve();
  });
}

shellTest("start() runs the command once, whoever and however many start it", async (folder) => {
  const context = new FakeJobContext(`${folder}/jobs/key`);
  const ledger = `${folder}/ledger`;
  const parameters = steps.readInputs({ command: `echo ran >>'${ledger}'`, expected_exit_code: 0 }, context);
  await Promise.all(Array.from({ length: 20 }, () => steps.start(parameters, context)));
  await untilOver(steps.handle(parameters));
  await steps.start(parameters, context);
  equal(Deno.readTextFileSync(ledger), "ran\n");
  deepEqual([...Deno.readDirSync(`${folder}/jobs/key`)].filter(({ name }) => /^process\./.test(name)), []);
});

shellTest("start() says why a command cannot begin", async (folder) => {
  const context = new FakeJobContext(`${folder}/jobs/key`);
  const parameters = steps.readInputs({ command: ":", expected_exit_code: 0 }, context);
  Deno.removeSync(`${folder}/jobs/key/wrapper`);
  await rejects(async () => await steps.start(parameters, context), (error) => {
    ok(error instanceof ModuleError);
    match(error.message, /^Cannot start the command: .*wrapper/);
    return true;
  });
});
