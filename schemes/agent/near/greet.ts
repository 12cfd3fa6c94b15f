/** How a caller gets to know an agent, and makes itself known. */
import { VERSION } from "../../../runtime/version.ts";
import { DoorError } from "../connection.ts";
import { challengeText, isSignedBy, makeNonce, nameOfKey, proofOf } from "../identity.ts";
import { type Challenge, type Hello, type Open, PROTOCOL, type Refused } from "../protocol.ts";

/** What a caller knows before it calls. */
export interface Caller {
  readonly token?: string;
  /** The only agent that will do. */
  readonly agent?: string;
}

/** Who answers is not who is wanted: one name may lead to several machines, each time to another. */
export class OtherAgentError extends DoorError {
  constructor(agent: string, wanted: string) {
    super(`Another agent answers: ${agent}, wanted is ${wanted}`, true);
  }
}

/** One greeting. */
export class Greeting {
  readonly hello: Hello = { kind: "hello", protocol: PROTOCOL, vt: VERSION, nonce: makeNonce() };
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Who answers, and the proof that it may want. Throws a {@linkcode DoorError}. */
  meet(challenge: Challenge): { readonly agent: string; readonly proof: Pick<Open, "proof"> } {
    const { protocol, vt, key, nonce, signature, wantsToken } = challenge;
    if (protocol !== PROTOCOL || vt !== VERSION) {
      throw new DoorError(`It has vt ${vt}, this is vt ${VERSION}: both must be of one version`, false);
    }
    const nonces = { caller: this.hello.nonce, agent: String(nonce) };
    if (!isSignedBy(String(key), challengeText(nonces), String(signature))) {
      throw new DoorError("What answers cannot prove that it is the agent that it says it is", false);
    }
    const agent = nameOfKey(key);
    const { token, agent: wanted } = this.#caller;
    if (wanted !== undefined && agent !== wanted) throw new OtherAgentError(agent, wanted);
    if (!wantsToken) return { agent, proof: {} };
    if (token === undefined) throw new DoorError("The agent wants a token, and none is given", false);
    return { agent, proof: { proof: proofOf(token, agent, nonces) } };
  }
}

/** The error that a refusal stands for. */
export function refusalError({ message, isPassing }: Refused): DoorError {
  return new DoorError(`The agent refuses: ${String(message).slice(0, 500)}`, isPassing === true);
}
