import { equal } from "node:assert/strict";
import { createHash } from "node:crypto";
import type { RecordedValue } from "../../../runtime/record/log.ts";
import type { Store } from "../../../runtime/store/store.ts";
import { settleFiles, stageBytes, valuePath } from "../../../runtime/store/value_files.ts";
import { offeredFile } from "../../../web/data/offered_file.ts";
import { temporaryStore } from "../../support/job_records.ts";

interface Stage {
  readonly store: Store;
  readonly path: string;
  readonly recorded: RecordedValue;
}

async function withFile(test: (stage: Stage) => Promise<void>): Promise<void> {
  using store = await temporaryStore();
  const path = `${store.directory}/result.txt`;
  await Deno.writeTextFile(path, "result");
  const hash = createHash("sha256").update("result").digest("hex");
  await test({ store, path, recorded: { type: "File", size: 6, hash, path } });
}

async function offered(stage: Stage, isHere = true): Promise<string> {
  const file = await offeredFile(stage.store, { ...stage, isHere });
  return typeof file === "string" ? file : `${file.path} as ${file.name}`;
}

Deno.test("offeredFile() gives a file that is as it was recorded", () =>
  withFile(async (stage) => equal(await offered(stage), `${stage.path} as result.txt`)));

Deno.test("offeredFile() refuses a file that has changed, is gone, is a folder, or lies elsewhere", () =>
  withFile(async (stage) => {
    equal(await offered(stage, false), "it lies on another machine");
    await Deno.writeTextFile(stage.path, "other!");
    equal(await offered(stage), "it has changed since");
    await Deno.writeTextFile(stage.path, "longer than before");
    equal(await offered(stage), "it has changed since");
    await Deno.remove(stage.path);
    equal(await offered(stage), "it is not there any more");
    await Deno.mkdir(stage.path);
    equal(await offered(stage), "it is not there any more");
  }));

Deno.test("offeredFile() gives what the store keeps, wherever the file was", () =>
  withFile(async (stage) => {
    const staged = stageBytes(stage.store, [new TextEncoder().encode("result")]);
    await settleFiles(stage.store, [staged]);
    await Deno.remove(stage.path);
    equal(await offered(stage, false), `${valuePath(stage.store, staged.hash)} as result.txt`);
  }));

Deno.test("offeredFile() takes no hash that is a path", () =>
  withFile(async (stage) => {
    const recorded = { type: "File", size: 6, hash: "../../result.txt", path: "/nowhere" };
    equal(await offered({ ...stage, path: "/nowhere", recorded }), "it is not there any more");
  }));
