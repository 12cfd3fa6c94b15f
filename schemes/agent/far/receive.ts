/** How an agent gets to know who calls: two messages each way, before anything else is heard. */
import { VERSION } from "../../../runtime/version.ts";
import { challengeText, type Identity, isSameProof, makeNonce, proofOf } from "../identity.ts";
import { type Challenge, type Hello, type Open, PROTOCOL, type Resume } from "../protocol.ts";

/** What an agent knows of itself. */
export interface Host {
  readonly identity: Identity;
  /** Who calls has to prove that it knows this; undefined where the way in proves enough. */
  readonly token?: string;
}

/** What is to be answered. */
export type Received =
  | { readonly answer: Challenge }
  | { readonly opened: Open }
  /** The caller is told, and let go. */
  | { readonly refusal: string };

/** Hears what a caller says until the session may be opened. */
export class Reception {
  readonly #host: Host;
  readonly #nonce = makeNonce();
  #caller: string | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  hear(message: { readonly kind: string }): Received {
    if (message.kind === "hello" && this.#caller === undefined) return this.#greet(message as Hello);
    if (message.kind === "open" && this.#caller !== undefined) return this.#admit(message as Open, this.#caller);
    return { refusal: "The caller does not say what is expected" };
  }

  #greet({ nonce, protocol, vt }: Hello): Received {
    if (typeof nonce !== "string" || !/^[0-9a-f]{64}$/.test(nonce)) {
      return { refusal: "The caller does not say what is expected" };
    }
    if (protocol !== PROTOCOL || vt !== VERSION) {
      const said = typeof vt === "string" ? vt.slice(0, 40) : "none";
      return { refusal: `This is vt ${VERSION}, the caller is vt ${said}: both must be of one version` };
    }
    this.#caller = nonce;
    const { identity, token } = this.#host;
    const signature = identity.sign(challengeText({ caller: nonce, agent: this.#nonce }));
    return {
      answer: {
        kind: "challenge",
        protocol: PROTOCOL,
        vt: VERSION,
        key: identity.key,
        nonce: this.#nonce,
        signature,
        wantsToken: token !== undefined,
      },
    };
  }

  #admit(open: Open, caller: string): Received {
    const { identity, token } = this.#host;
    const isKnown = token === undefined ||
      isSameProof(open.proof, proofOf(token, identity.name, { caller, agent: this.#nonce }));
    if (!isKnown) return { refusal: "The token is wrong, or missing" };
    return isOpen(open) ? { opened: open } : { refusal: "The caller does not say what is expected" };
  }
}

function isOpen({ session, pool, keepMs }: Open): boolean {
  return /^[0-9a-f]{32}$/.test(String(session)) && isCount(keepMs) && keepMs < 2 ** 31 && isPoolWish(pool);
}

/** Whether a message says where a caller stopped. */
export function isResume({ kind, isResumed, heard, waiting }: Resume): boolean {
  return kind === "resume" && typeof isResumed === "boolean" && isCount(heard) && Array.isArray(waiting) &&
    waiting.every(isCount);
}

function isPoolWish(pool: Open["pool"] | undefined): boolean {
  return (pool?.scheme === "process" || pool?.scheme === "worker") &&
    [pool.jobs, pool.memoryMb].every((number) => number === undefined || isCount(number) && number > 0);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
