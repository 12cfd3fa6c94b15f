/**
 * The signatures of modules as VisTrails 2.2 makes them, byte for byte: it keeps jobs under them, so that jobs begun
 * there are found here and the reverse. They cover the module, its values, the times of files, and its whole upstream;
 * not ids, positions, labels, nor any order.
 *
 * Where VisTrails would give one signature to jobs that differ, these differ: in later rounds of a `while`, in loops
 * inside loops, and in groups that loop.
 */
import { Buffer } from "node:buffer";
import type { Plan } from "./plan.ts";
import { type Digest, digestOf } from "./vistrails_digest.ts";
import { PipelineDigests } from "./vistrails_pipeline.ts";

/** The signatures of a plan's modules: hex, in lower case, of iterations in upper case. */
export class VistrailsSignatures {
  readonly #digests: PipelineDigests;
  readonly #difference: Digest | undefined;

  /** `difference`: what sets this content of a group apart from the same in another iteration of the group. */
  private constructor(digests: PipelineDigests, difference?: Digest) {
    this.#digests = digests;
    this.#difference = difference;
  }

  /** Of a whole pipeline. Nothing is computed before a signature is asked for. */
  static ofPlan(plan: Plan): VistrailsSignatures {
    return new VistrailsSignatures(new PipelineDigests(plan));
  }

  /** Of a module by its index. */
  of(index: number): string {
    const digest = this.#digests.of(index);
    return this.#difference === undefined ? digest.toString("hex") : upperHex(xor(digest, this.#difference));
  }

  /** Of the content of a group; `group` is the signature of the group or of an iteration of it. */
  inside(index: number, group: string): VistrailsSignatures {
    const content = this.#digests.inside(index);
    const difference = xor(this.#digests.of(index), Buffer.from(group, "hex"));
    return new VistrailsSignatures(content, difference.some((byte) => byte !== 0) ? difference : undefined);
  }

  /** See {@linkcode iterationSignature}. */
  ofIteration(loop: string, ports: readonly string[], iteration: number): string {
    return iterationSignature(loop, ports, iteration);
  }
}

/**
 * Of one iteration of a loop whose signature is `loop`, with its values on these ports; the last port counts. Without
 * ports it is a round of a `while`, whose first has the signature of the module itself.
 */
export function iterationSignature(loop: string, ports: readonly string[], iteration: number): string {
  if (ports.length === 0 && iteration === 0) return loop;
  const digest = Buffer.from(loop, "hex");
  // An iteration that loops itself: to mix twice by XOR would make (0, 1) the same as (1, 0).
  const isIteration = loop !== loop.toLowerCase();
  const mixed = xor(isIteration ? digestOf(digest) : digest, littleEndian(iteration));
  return upperHex(ports.length === 0 ? mixed : xor(mixed, digestOf(ports.at(-1)!)));
}

function littleEndian(iteration: number): Digest {
  const bytes = Buffer.alloc(20);
  bytes.writeBigInt64LE(BigInt(iteration));
  return bytes;
}

function xor(a: Uint8Array, b: Uint8Array): Digest {
  return Buffer.from(a.map((byte, i) => byte ^ b[i]));
}

function upperHex(digest: Digest): string {
  return digest.toString("hex").toUpperCase();
}
