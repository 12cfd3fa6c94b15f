/** A value that stays where it was computed until somebody wants it here. Modules never see one. */

/** Where values stay, and come from. */
export interface RemoteOrigin {
  /** The same for all who keep their values in the same place. */
  readonly id: string;
  /** Brings one here. Rejects where that cannot be. */
  fetch(content: unknown, signal?: AbortSignal): Promise<unknown>;
}

/** What is known of a value that is not here. */
export interface RemoteFacts {
  /** As the record calls its type. */
  readonly type: string;
  /** Bytes that bringing it here moves. */
  readonly size: number;
  /** The same for the same value. */
  readonly hash: string;
}

/** See the head of the file. */
export class RemoteValue {
  #fetched: Promise<unknown> | undefined;

  /** `content`: what its origin knows it by, as JSON has it. */
  constructor(readonly facts: RemoteFacts, readonly content: unknown, readonly origin: RemoteOrigin) {}

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
  if (value instanceof RemoteValue) return true;
  return Array.isArray(value) && value.some((item) => typeof item === "object" && holdsRemote(item));
}

/** The value with all that is elsewhere brought here; the same where nothing is. */
export async function fetched(value: unknown, signal?: AbortSignal): Promise<unknown> {
  if (value instanceof RemoteValue) return await value.fetch(signal);
  if (!holdsRemote(value)) return value;
  return await Promise.all((value as readonly unknown[]).map((item) => fetched(item, signal)));
}
