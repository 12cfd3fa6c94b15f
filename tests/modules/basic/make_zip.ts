/** Zip archives for tests. */
import { Crc32 } from "../../../modules/basic/crc32.ts";

/** A member as it is to be written; `crc` and `size` may lie. */
export interface NewMember {
  readonly name: string;
  readonly content: string;
  readonly deflated?: boolean;
  readonly crc?: number;
  readonly size?: number;
}

/** An archive of these members. */
export async function makeZip(members: readonly NewMember[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, content, deflated, ...lies } of members) {
    const plain = new TextEncoder().encode(content);
    const data = deflated ? await deflate(plain) : plain;
    const crc = new Crc32();
    crc.add(plain);
    const nameBytes = new TextEncoder().encode(name);
    const fields = {
      method: deflated ? 8 : 0,
      crc: lies.crc ?? crc.value,
      packed: data.length,
      size: lies.size ?? plain.length,
    };
    parts.push(header(0x04034b50, fields, nameBytes), nameBytes, data);
    directory.push(header(0x02014b50, fields, nameBytes, offset), nameBytes);
    offset += 30 + nameBytes.length + data.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(10, members.length, true);
  end.setUint32(12, size, true);
  end.setUint32(16, offset, true);
  return new Uint8Array(await new Blob([...parts, ...directory, end] as BlobPart[]).arrayBuffer());
}

interface Fields {
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

function header(magic: number, { method, crc, packed, size }: Fields, name: Uint8Array, offset?: number): Uint8Array {
  const shift = offset === undefined ? 0 : 2;
  const view = new DataView(new ArrayBuffer(offset === undefined ? 30 : 46));
  view.setUint32(0, magic, true);
  view.setUint16(8 + shift, method, true);
  view.setUint32(14 + shift, crc, true);
  view.setUint32(18 + shift, packed, true);
  view.setUint32(22 + shift, size, true);
  view.setUint16(26 + shift, name.length, true);
  if (offset !== undefined) view.setUint32(42, offset, true);
  return new Uint8Array(view.buffer);
}

async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
