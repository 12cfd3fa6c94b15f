/** A value that stays where it was computed until somebody wants it here. Modules never see one. */
import type { RecordedValue } from "../record/log.ts";

/** Where values stay, and come from. Of one that is only remembered nothing can be fetched. */
export interface RemoteOrigin {
  /** The same for all who keep their values in the same place. */
  readonly id: string;
  /** Brings one here. Rejects where that cannot be. */
  fetch(content: unknown, signal?: AbortSignal): Promise<unknown>;
}

/** What is known of a value that is not here. */
export interface RemoteFacts {
  /** Bytes that bringing it here moves. */
  readonly size: number;
  /** As the record would have it if it were here. */
  readonly recorded: RecordedValue;
}

let isAny = false;

/** See the head of the file. */
export class RemoteValue {
  #fetched: Promise<unknown> | undefined;

  /** `content`: what its origin knows it by, as JSON has it. */
  constructor(readonly facts: RemoteFacts, readonly content: unknown, readonly origin: RemoteOrigin) {
    isAny = true;
  }

  /** The value itself; it is brought here once. */
  async fetch(signal?: AbortSignal): Promise<unknown> {
    if (this.#fetched === undefined) {
      const fetched = this.origin.fetch(this.content, signal);
      fetched.catch(() => this.#fetched = undefined); // another time it may succeed
      this.#fetched = fetched;
    }
    return await this.#fetched;
  }
}

/** Whether it is one, or a list with one in it, however deep. */
export function holdsRemote(value: unknown): boolean {
  if (!isAny || typeof value !== "object") return false;
  if (value instanceof RemoteValue) return true;
  return Array.isArray(value) && value.some(holdsRemote);
}

/** The outputs of a module, by port, that hold such. Those that are read from the store when they are wanted do not. */
export function remotePorts(outputs: Readonly<Record<string, unknown>>): readonly string[] {
  if (!isAny) return [];
  return Object.entries(Object.getOwnPropertyDescriptors(outputs))
    .filter(([, { value }]) => holdsRemote(value)).map(([port]) => port);
}

/** The value with all that is elsewhere brought here; the same where nothing is. */
export async function fetched(value: unknown, signal?: AbortSignal): Promise<unknown> {
  if (value instanceof RemoteValue) return await value.fetch(signal);
  if (!holdsRemote(value)) return value;
  return await Promise.all((value as readonly unknown[]).map((item) => fetched(item, signal)));
}

/** What the store has of one: enough to ask for it again where it is. */
export interface RemoteReference {
  readonly facts: RemoteFacts;
  readonly content: unknown;
  /** The id of its origin. */
  readonly at: string;
}

/** What is to be kept of one; plain data. */
export function referenceTo({ facts, content, origin }: RemoteValue): RemoteReference {
  return { facts, content, at: origin.id };
}

/** One that is only remembered; undefined for what is no reference. */
export function remembered(reference: unknown): RemoteValue | undefined {
  if (typeof reference !== "object" || reference === null) return undefined;
  const { facts, content, at } = reference as Partial<RemoteReference>;
  if (typeof at !== "string" || typeof facts?.size !== "number" || typeof facts.recorded !== "object") return undefined;
  const fetch = (): Promise<never> =>
    Promise.reject(new Error("Cannot fetch a value of another run: it is not known where"));
  return new RemoteValue(facts, content, { id: at, fetch });
}
