/** Bytes that are known by what they are. */
import { isHash } from "../../../runtime/store/value_frame.ts";

/** What names them everywhere. */
export interface Blob {
  /** SHA-256 in hex. */
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
}

/** Whether something that came from outside is one. */
export function isBlob(value: unknown): value is Blob {
  if (typeof value !== "object" || value === null) return false;
  const { hash, size } = value as Partial<Blob>;
  return isHash(hash) && Number.isSafeInteger(size) && size! >= 0;
}

/** Where bytes can be had. */
export interface BlobSource {
  has(blob: Blob): boolean;
  /** From the byte `from` on; undefined where it does not have them. */
  open(blob: Blob, from: number): AsyncIterable<Uint8Array> | undefined;
}
