/** From a seed to a damaged file. */
import { mutateXml } from "./mutate_xml.ts";
import { mutateBytes, zipOf } from "./mutate_zip.ts";
import { Random } from "./random.ts";
import type { Source } from "./sources.ts";

/** A file to be opened. */
export interface Mutant {
  readonly bytes: Uint8Array;
  /** By which vt knows what the file is. */
  readonly extension: ".vt" | ".xml" | ".vtl";
  /** What it was made of. */
  readonly source: string;
}

/** The same for the same seed and sources. */
export async function makeMutant(seed: number, sources: readonly Source[]): Promise<Mutant> {
  const random = new Random(seed);
  const { name, members } = smallerOf(random.pick(sources), random.pick(sources));
  const changed = new Map(members);
  for (const [member, content] of members) {
    if (isDocument(member) && !random.oneIn(member === "vistrail" ? 4 : 2)) {
      changed.set(member, mutateXml(content, random));
    }
  }
  if (random.oneIn(5)) return { bytes: changed.get("vistrail")!, extension: ".xml", source: name };
  const zip = await zipOf(changed, random);
  if (!random.oneIn(40)) return { bytes: zip, extension: ".vt", source: name };
  return { bytes: linkTo(zip, random), extension: ".vtl", source: name };
}

/** Small files are tried more often: each takes less time and has as many ways to be wrong. */
function smallerOf(a: Source, b: Source): Source {
  return a.members.get("vistrail")!.length < b.members.get("vistrail")!.length ? a : b;
}

function isDocument(member: string): boolean {
  return member === "vistrail" || member === "log" || /^mashups\/|(^|\/)abstraction_[^/]*$/.test(member);
}

function linkTo(zip: Uint8Array, random: Random): Uint8Array {
  const version = random.pick(["", ' version="1"', ' tag="__proto__"', ' version="NaN"']);
  const link = new TextEncoder().encode(`<vtlink${version} vtcontent="${zip.toBase64()}"/>`);
  return random.oneIn(3) ? mutateBytes(link, random) : link;
}
