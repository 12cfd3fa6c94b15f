/** The caller's part in moving values: what a call needs is offered, what comes of it is fetched when it is wanted. */
import type { RecordedValue } from "../../../runtime/record/log.ts";
import { contentHash, fileState } from "../../../runtime/store/file_state.ts";
import { type RemoteOrigin, RemoteValue } from "../../../runtime/store/remote_value.ts";
import { viewedAt } from "../../../runtime/store/views.ts";
import { PathValue } from "../../../runtime/values.ts";
import { piecesOf } from "../../file_pieces.ts";
import type { CallValues } from "../../messages.ts";
import type { Blob } from "./blob.ts";
import type { BlobFolder } from "./blob_folder.ts";
import { type Cut, cutOut, hasPlaces, isForTheRoad, putBack } from "./cut_out.ts";
import { DataEnd } from "./data_end.ts";
import type { PackedAt } from "./far_data.ts";
import { hashOfParts } from "./hash_of_parts.ts";
import { type Held, NOTHING_HELD, type Offer, Offers } from "./offers.ts";
import { blobsOf, isPacked, type Packed, sizeOf } from "./packed.ts";
import { type BlobSink, PackError, packValue } from "./packer.ts";
import { TransferError } from "./receiver.ts";
import { unpackValue } from "./unpacker.ts";

/** The values of a call, on their way. */
export interface SentValues {
  readonly values: CallValues;
  readonly sent: readonly PackedAt[];
  /** To be held until the call is over. */
  readonly held: Held;
}

interface KnownValue {
  readonly packed: Packed;
  readonly offers: readonly Offer[];
}

/** Files of which the hash is remembered. */
const MOST_FILES = 10_000;

/** See the head of the file. One for each agent; lines come and go. */
export class NearData implements RemoteOrigin {
  /** The identity of the agent, once it is reached. */
  id = "";
  readonly end: DataEnd;
  readonly #folder: BlobFolder;
  readonly #offers = new Offers();
  /** By values that were sent, or fetched. */
  readonly #known = new WeakMap<object, KnownValue>();
  readonly #files = new Map<string, { readonly state: string; readonly blob: Blob }>();

  /** `folder`: where what is fetched goes. */
  constructor(folder: BlobFolder) {
    this.#folder = folder;
    this.end = new DataEnd(this.#offers, folder);
  }

  /** What is said of the values of a call; the agent asks for what it lacks. Rejects with a `PackError`. */
  send(
    all: CallValues,
    { onlyPaths = false }: { readonly onlyPaths?: boolean } = {},
  ): SentValues | Promise<SentValues> {
    const [inputs, several, columns = {}, pipeline] = all;
    const isCut = onlyPaths ? hasPlaces : isForTheRoad;
    const single = cutOut([inputs, several ?? {}], 2, isCut);
    const listed = cutOut([columns], 3, isCut);
    if (single.cuts.length + listed.cuts.length === 0) return { values: all, sent: [], held: NOTHING_HELD };
    const cuts = [...single.cuts, ...listed.cuts.map(({ place, value }) => ({ place: [2, ...place.slice(1)], value }))];
    const values: CallValues = [
      single.rest[0] as CallValues[0],
      several && single.rest[1] as CallValues[1],
      listed.rest[0] as CallValues[2],
      pipeline,
    ];
    return this.#sent(values, cuts);
  }

  async #sent(values: CallValues, cuts: readonly Cut[]): Promise<SentValues> {
    const offers: Offer[] = [];
    const sent: PackedAt[] = [];
    for (const { place, value } of cuts) {
      try {
        sent.push({ place, packed: await this.#packed(value, offers) });
      } catch (error) {
        if (!(error instanceof PackError)) throw error;
        throw new PackError(`the value of input port '${place[1]}' ${error.message}`);
      }
    }
    return { values, sent, held: this.#offers.hold(offers) };
  }

  /**
   * Puts what stayed at the agent where it stood: as a value that is there where `mayStay` says so for its port; else it is
   * fetched. Gives how many bytes came for that. Rejects with a {@linkcode TransferError}.
   */
  async receive(
    columns: Readonly<Record<string, readonly unknown[]>>,
    kept: unknown,
    { mayStay, signal }: { readonly mayStay: (port: string) => boolean; readonly signal?: AbortSignal },
  ): Promise<number> {
    if (!Array.isArray(kept) || !kept.every((one) => isPacked(one?.packed))) {
      throw new TransferError("what the agent says of its values is damaged");
    }
    const [staying, wanted] = [true, false].map((stays) =>
      (kept as PackedAt[]).filter(({ place, packed }) => (mayStay(String(place[0])) && sizeOf(packed) > 0) === stays)
    );
    const came = await this.end.bring(wanted.flatMap(({ packed }) => blobsOf(packed)), signal);
    putBack(columns, wanted.map(({ place, packed }) => ({ place, value: this.#unpacked(packed) })));
    putBack(columns, staying.map(({ place, packed, recorded }) => ({ place, value: this.remote(packed, recorded) })));
    return came;
  }

  /** What stands for a value that the agent has. */
  remote(packed: Packed, recorded: RecordedValue = { type: "object" }): RemoteValue {
    return new RemoteValue({ size: sizeOf(packed), recorded }, packed, this);
  }

  async fetch(content: unknown, signal?: AbortSignal): Promise<unknown> {
    if (!isPacked(content)) throw new TransferError("what is known of the value is damaged");
    await this.end.bring(blobsOf(content), signal);
    return this.#unpacked(content);
  }

  /**
   * A value that an earlier run has left at the agent, or a list with such in it: as one that can be sent there or
   * fetched. Rejects where the agent is another one, or something of it has gone.
   */
  async recall(value: unknown): Promise<unknown> {
    if (Array.isArray(value)) return await Promise.all(value.map((item) => this.recall(item)));
    if (!(value instanceof RemoteValue)) return value;
    const { content, origin, facts } = value;
    if (origin.id !== this.id || !isPacked(content) || !await this.end.hasAll(blobsOf(content))) {
      throw new TransferError("it is not there any more");
    }
    return this.remote(content, facts.recorded);
  }

  /** Bytes of values in records or lists, so many levels deep, that the agent has or was sent. */
  bytesThere(value: unknown, levels: number): number {
    if (typeof value !== "object" || value === null) return 0;
    if (value instanceof RemoteValue) return value.origin.id === this.id ? value.facts.size : 0;
    if (value instanceof PathValue) return this.#files.get(value.name)?.blob.size ?? 0;
    const known = this.#known.get(value);
    if (known !== undefined) return sizeOf(known.packed);
    if (levels < 0 || ArrayBuffer.isView(value)) return 0;
    return Object.values(value).reduce((sum, part) => sum + this.bytesThere(part, levels - 1), 0);
  }

  /** Bytes of a value that the agent has, on their way to another one. */
  open(blob: Blob, from: number): AsyncIterable<Uint8Array> {
    return this.#folder.open(blob, from) ?? this.end.stream(blob, from);
  }

  /** It is offered again without being looked at when it is sent again. */
  #unpacked(packed: Packed): unknown {
    const value = unpackValue(packed, this.#folder);
    if (typeof value === "object" && value !== null) this.#known.set(value, { packed, offers: this.#offersOf(packed) });
    return value;
  }

  #offersOf(packed: Packed): Offer[] {
    return blobsOf(packed).map((blob) => ({ blob, open: (from) => this.open(blob, from) }));
  }

  async #packed(value: unknown, offers: Offer[]): Promise<Packed> {
    const isObject = typeof value === "object" && value !== null;
    let known = isObject ? this.#known.get(value) : undefined;
    if (known === undefined) {
      const own: Offer[] = [];
      known = { packed: await packValue(value, this.#sink(own)), offers: own };
      if (isObject && own.length > 0 && known.packed.paths.length === 0) this.#known.set(value, known);
    }
    offers.push(...known.offers);
    return known.packed;
  }

  #sink(offers: Offer[]): BlobSink {
    return {
      async putBytes(parts): Promise<Blob> {
        const blob = await hashOfParts(parts);
        offers.push({ blob, open: (from) => partsFrom(parts, from) });
        return blob;
      },
      putFile: async (path) => {
        const blob = await this.#blobOfFile(path);
        offers.push({ blob, open: (from) => piecesOf(path, from) });
        return blob;
      },
      putRemote: ({ content, origin }) => {
        if (!(origin instanceof NearData) || !isPacked(content)) throw new TransferError("a value is nobody's");
        if (origin.id !== this.id) offers.push(...origin.#offersOf(content));
        return content;
      },
    };
  }

  async #blobOfFile(path: string): Promise<Blob> {
    const viewed = viewedAt(this.#folder, path);
    if (viewed?.kind === "file") return { hash: viewed.hash, size: viewed.size };
    const state = fileState(path) ?? "";
    const known = this.#files.get(path);
    if (known?.state === state) return known.blob;
    const blob = { hash: await contentHash(path), size: (await Deno.stat(path)).size };
    this.#files.set(path, { state, blob });
    if (this.#files.size > MOST_FILES) this.#files.delete(this.#files.keys().next().value!);
    return blob;
  }
}

async function* partsFrom(parts: readonly Uint8Array[], from: number): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const part of parts) {
    if (at + part.length > from) yield part.subarray(Math.max(0, from - at));
    at += part.length;
  }
}
