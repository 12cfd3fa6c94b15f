import { deepEqual, equal, throws } from "node:assert/strict";
import { checkFolder, exitRecord, prepareDirectory } from "../../../modules/jobs/job_directory.ts";
import { temporaryFolder } from "./fake_job_context.ts";

function namesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}

Deno.test("prepareDirectory() lets the folder appear whole, for its owner alone", () => {
  using place = temporaryFolder();
  const directory = `${place.path}/jobs/key`;
  prepareDirectory(directory, (folder) => {
    Deno.writeTextFileSync(`${folder}/a`, "");
    throws(() => checkFolder(directory), /^ModuleError: Cannot find the job: its folder .*key is gone$/);
  });
  checkFolder(directory);
  deepEqual(namesIn(directory), ["a"]);
  equal(Deno.statSync(directory).mode! & 0o777, 0o700);
});

Deno.test("prepareDirectory() replaces what was left of an earlier one", () => {
  using place = temporaryFolder();
  const directory = `${place.path}/key`;
  prepareDirectory(directory, (folder) => Deno.writeTextFileSync(`${folder}/old`, ""));
  throws(() =>
    prepareDirectory(directory, (folder) => {
      Deno.writeTextFileSync(`${folder}/half`, "");
      throw new Error("killed");
    }), /killed/);
  deepEqual(namesIn(directory), ["old"]);
  prepareDirectory(directory, (folder) => Deno.writeTextFileSync(`${folder}/new`, ""));
  deepEqual([namesIn(directory), namesIn(place.path)], [["new"], ["key"]]);
});

for (
  const [text, expected] of [["3 17\n", { code: 3, finishedAt: 17 }], ["3 17", undefined], ["", undefined]] as const
) {
  Deno.test(`exitRecord() of ${JSON.stringify(text)}`, () => {
    using place = temporaryFolder();
    equal(exitRecord(place.path), undefined);
    Deno.writeTextFileSync(`${place.path}/exit`, text);
    deepEqual(exitRecord(place.path), expected);
  });
}
