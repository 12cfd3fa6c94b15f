/** The checksum of zip and PNG. */

const TABLE = makeTable();

/** CRC-32 of bytes that come in pieces. */
export class Crc32 {
  #state = ~0;

  add(bytes: Uint8Array): void {
    let crc = this.#state;
    for (let i = 0; i < bytes.length; i++) crc = TABLE[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
    this.#state = crc;
  }

  /** Of all bytes so far, as an unsigned number. */
  get value(): number {
    return ~this.#state >>> 0;
  }
}

/** The CRC-32 of these bytes, as an unsigned number. */
export function crc32(bytes: Uint8Array): number {
  const crc = new Crc32();
  crc.add(bytes);
  return crc.value;
}

function makeTable(): Int32Array {
  const table = new Int32Array(256);
  for (let i = 0; i < 256; i++) {
    let value = i;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    table[i] = value;
  }
  return table;
}
