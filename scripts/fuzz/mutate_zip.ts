/** Changes to an archive: claims of its headers that are not so, and its bytes. */
import { deflate, type End, type Entry, fields, join, makeZip, zip64End } from "../../tests/fixtures/make_zip.ts";
import type { Random } from "./random.ts";

/** An archive of these members; now and then one that lies. */
export async function zipOf(members: ReadonlyMap<string, Uint8Array>, random: Random): Promise<Uint8Array> {
  const entries: Entry[] = [];
  for (const [name, data] of members) {
    entries.push(data.length < 100 ? { name, data } : { name, data, deflated: await deflate(data) });
  }
  if (random.oneIn(6)) lieInEntry(entries, random);
  const zip = makeZip(entries, random.oneIn(15) ? random.pick(ENDS)(random) : {});
  return random.oneIn(4) ? mutateBytes(zip, random) : zip;
}

const SIZES = [0, 1, 9, 46, 65_535, 2 ** 24, 2 ** 31, 0xfffffffe, 0xffffffff];
const MEMBER_NAMES = [
  "vistrail",
  "./vistrail",
  "vistrail/",
  "log",
  "../vistrail",
  "/vistrail",
  "",
  "a\0b",
  "__proto__",
  "mashups/__proto__",
  "abstraction_",
  "thumbs/a.png",
];

function lieInEntry(entries: Entry[], random: Random): void {
  const at = random.below(entries.length);
  const entry = entries[at];
  const name = random.pick(MEMBER_NAMES);
  const size = random.pick(SIZES);
  const lies: readonly Partial<Entry>[] = [
    { name },
    { size },
    { compressedSize: size },
    { size, compressedSize: size },
    { crc: size },
    { offset: size },
    { method: random.below(16) },
    { flags: 2 ** random.below(16) },
    { disk: random.below(2) },
    { local: { name } },
    { local: { size } },
    { local: { signature: size } },
    { size: 0xffffffff, extra: fields([2, 1], [2, 8], [8, BigInt(size) << BigInt(random.below(40))]) },
    { extra: fields([2, random.below(3)], [2, random.below(65_536)]) },
  ];
  const lie = { ...entry, ...random.pick(lies) };
  if (random.oneIn(4)) entries.push(lie);
  else entries[at] = lie;
}

const ENDS: readonly ((random: Random) => End)[] = [
  (random) => ({ count: random.pick(SIZES) % 65_536 }),
  (random) => ({ offset: random.pick(SIZES) }),
  (random) => ({ size: random.pick(SIZES) }),
  (random) => ({ comment: "x".repeat(random.below(65_536)) }),
  (random) => ({ before: (found) => zip64End(found, { count: BigInt(random.pick(SIZES)) }) }),
  (random) => ({ before: (found) => zip64End(found, { record: BigInt(random.pick(SIZES)) << 20n }) }),
];

/** Bits turned over, a part cut off, taken out, doubled, or overwritten; mostly near the end, where the directory is. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const near = random.oneIn(2) ? Math.min(bytes.length, 400) : bytes.length;
  const at = bytes.length - 1 - random.below(near);
  const length = random.below(Math.min(near, 200));
  const end = Math.min(bytes.length, at + length);
  return random.pick([
    () => bytes.map((byte, i) => i === at ? byte ^ (1 << random.below(8)) : byte),
    () => bytes.map((byte) => random.oneIn(200) ? random.below(256) : byte),
    () => bytes.subarray(0, at),
    () => bytes.subarray(at),
    () => join([bytes.subarray(0, at), bytes.subarray(end)]),
    () => join([bytes.subarray(0, end), bytes.subarray(at)]),
    () => join([bytes, bytes]),
    () => bytes.map((byte, i) => i >= at && i < at + 4 ? 0xff : byte),
    () => bytes.map((byte, i) => i >= at && i < end ? 0 : byte),
  ])();
}
