import assert from "node:assert/strict";
import type { EncodedValue } from "../../../runtime/store/value_codec.ts";
import { Journal, type JournalRecord, readJournal } from "../../../schemes/agent/far/journal.ts";
import type { Item } from "../../../schemes/agent/protocol.ts";
import { frameCodec } from "../../../schemes/frames.ts";

const FIRST = { kind: "session", id: "0".repeat(32), keepMs: 1000 } as const;
const VALUE: EncodedValue = frameCodec.encode(new Uint8Array(5000).fill(7))!;

function answered(key: number): JournalRecord & { kind: "answered" } {
  const items: Item[] = [{ key, event: { kind: "printed", text: "a" } }, {
    key,
    answer: { status: "answered", others: [], ms: 1 },
  }];
  return { kind: "answered", items };
}

const NOTHING: EncodedValue = { text: "null", attachments: [], paths: [] };

function inFolder(body: (path: string) => Promise<void>): () => Promise<void> {
  return async () => {
    const folder = Deno.makeTempDirSync();
    await body(`${folder}/journal`);
    Deno.removeSync(folder, { recursive: true });
  };
}

const begun = (...keys: number[]): JournalRecord => ({
  kind: "begun",
  requests: keys.map((key) => ({ key, name: `module M${key}` })),
});

Deno.test(
  "readJournal() tells what was begun and never answered, and what was answered and never heard",
  inFolder(async (path) => {
    {
      await using journal = new Journal(path, FIRST);
      journal.append(begun(1, 2, 3));
      journal.append(answered(2), [NOTHING, VALUE]);
      journal.append(answered(3), [NOTHING, VALUE]);
      journal.append({ kind: "settled", keys: [3] });
    }
    const found = readJournal(path)!;
    assert.deepEqual(found.session, FIRST);
    assert.deepEqual([...found.interrupted], [[1, "module M1"]]);
    assert.deepEqual(found.answered.map(({ item }) => item), answered(2).items);
    assert.deepEqual(frameCodec.decode(found.answered[1].value)?.value, new Uint8Array(5000).fill(7));
  }),
);

Deno.test(
  "a journal whose end was cut off at any byte tells all that was whole, and goes on behind that",
  inFolder(async (path) => {
    let whole = 0;
    {
      await using journal = new Journal(path, FIRST);
      journal.append(begun(1));
      whole = journal.length;
      journal.append(answered(1), [NOTHING, VALUE]);
    }
    const bytes = Deno.readFileSync(path);
    for (let length = 0; length < bytes.length; length += length < whole + 300 ? 1 : 97) {
      Deno.writeFileSync(path, bytes.subarray(0, length));
      const found = readJournal(path);
      if (length < whole) assert.ok(found === undefined || found.interrupted.size === 0);
      else assert.deepEqual([found?.interrupted.size, found?.answered.length, found?.length], [1, 0, whole]);
    }
    Deno.writeFileSync(path, bytes.subarray(0, bytes.length - 1));
    {
      await using journal = new Journal(path, FIRST, { length: whole });
      journal.append({ kind: "settled", keys: [1] });
    }
    assert.equal(readJournal(path)?.interrupted.size, 0);
  }),
);

Deno.test(
  "a journal that begins anew has only what counts, and loses nothing where that fails",
  inFolder(async (path) => {
    await using journal = new Journal(path, FIRST);
    for (let key = 1; key <= 100; key++) {
      journal.append(begun(key));
      journal.append(answered(key), [NOTHING, VALUE]);
    }
    const before = journal.length;
    assert.throws(() => journal.renew([[null as unknown as JournalRecord, [null as unknown as EncodedValue]]]));
    assert.equal(readJournal(path)?.answered.length, 200);
    journal.renew([[begun(100)], [answered(99), [NOTHING, VALUE]]]);
    assert.ok(journal.length < before / 10);
    journal.append(begun(101));
    const found = readJournal(path)!;
    assert.deepEqual([...found.interrupted.keys()], [100, 101]);
    assert.equal(found.answered.length, 2);
  }),
);

Deno.test(
  "readJournal() does not stumble over what is none",
  inFolder((path) => {
    for (const text of ["", "x", "\0\0\0\x04null", "\0\0\0\x02{}", "\xff\xff\xff\xff"]) {
      Deno.writeFileSync(path, Uint8Array.from(text, (character) => character.charCodeAt(0)));
      assert.equal(readJournal(path), undefined, JSON.stringify(text));
    }
    return Promise.resolve();
  }),
);
