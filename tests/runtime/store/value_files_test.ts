import { deepEqual, equal, ok } from "node:assert/strict";
import { openStore, type Store } from "../../../runtime/store/store.ts";
import {
  readValue,
  settleFiles,
  stageBytes,
  stageFile,
  useValue,
  valuePath,
} from "../../../runtime/store/value_files.ts";
import { temporaryPlace } from "../../support/recorded_run.ts";

const HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

async function withStore(test: (store: Store) => Promise<void>): Promise<void> {
  using place = temporaryPlace();
  using store = await openStore(place);
  await test(store);
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

Deno.test("settleFiles() puts what was staged under its hash, read-only", () =>
  withStore(async (store) => {
    const staged = stageBytes(store, [bytes("hel"), bytes("lo")]);
    equal(staged.hash, HELLO);
    equal(readValue(store, staged), undefined);
    await settleFiles(store, [staged]);
    deepEqual(readValue(store, staged, { verify: true }), bytes("hello"));
    equal(valuePath(store, HELLO), `${store.directory}/values/2c/${HELLO}`);
    equal((Deno.statSync(valuePath(store, HELLO)).mode ?? 0) & 0o222, 0); // who may read it, the umask says
    deepEqual([...Deno.readDirSync(`${store.directory}/values/new`)], []);
  }));

Deno.test("stageBytes() writes nothing that the store has, and makes it young again", () =>
  withStore(async (store) => {
    await settleFiles(store, [stageBytes(store, [bytes("hello")])]);
    Deno.utimeSync(valuePath(store, HELLO), 1, 1);
    deepEqual(stageBytes(store, [bytes("hello")]), { hash: HELLO, size: 5 });
    ok(Deno.statSync(valuePath(store, HELLO)).mtime!.getTime() > 1e12);
  }));

Deno.test("settleFiles() takes the same content from several writers", () =>
  withStore(async (store) => {
    const staged = Array.from({ length: 20 }, () => stageBytes(store, [bytes("hello")]));
    await Promise.all(staged.map((one) => settleFiles(store, [one])));
    deepEqual(readValue(store, staged[0], { verify: true }), bytes("hello"));
    deepEqual([...Deno.readDirSync(`${store.directory}/values/new`)], []);
  }));

Deno.test("stageFile() copies a file under the hash of its content", () =>
  withStore(async (store) => {
    Deno.writeTextFileSync(`${store.directory}/a`, "hello");
    const staged = await stageFile(store, `${store.directory}/a`);
    deepEqual([staged.hash, staged.size], [HELLO, 5]);
  }));

Deno.test("readValue() looks at the length, at the hash when asked", () =>
  withStore(async (store) => {
    const staged = stageBytes(store, [bytes("hello")]);
    await settleFiles(store, [staged]);
    Deno.removeSync(valuePath(store, HELLO));
    Deno.writeTextFileSync(valuePath(store, HELLO), "jello");
    deepEqual(readValue(store, staged), bytes("jello"));
    equal(readValue(store, staged, { verify: true }), undefined);
    Deno.writeTextFileSync(valuePath(store, HELLO), "hell");
    equal(readValue(store, staged), undefined);
    equal(useValue(store, staged), false);
  }));
