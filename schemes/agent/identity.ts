/** Who an agent is, and how both sides prove who they are: nothing that would help a listener, or a later day, travels. */
import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
} from "node:crypto";
import { ifThere } from "../../runtime/if_there.ts";
import { writePrivateFile } from "./private_file.ts";

/** The identity of an agent, which stays the same as long as its folder does. */
export interface Identity {
  /** 32 hex digits. */
  readonly name: string;
  /** The public key, in hex. */
  readonly key: string;
  sign(text: string): string;
}

/** What both sides have chosen, and whom they speak of. */
export interface Nonces {
  readonly caller: string;
  readonly agent: string;
}

/** Reads the identity that is kept in a file; makes one where there is none. */
export function identityIn(file: string): Identity {
  const pem = ifThere(() => Deno.readTextFileSync(file)) ?? makeIn(file);
  const secret = createPrivateKey(pem);
  const key = createPublicKey(secret as unknown as string).export({ type: "spki", format: "der" }).toString("hex");
  return { name: nameOfKey(key), key, sign: (text) => sign(null, bytesOf(text), secret).toString("hex") };
}

/** An identity that is kept nowhere. */
export function passingIdentity(): Identity {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const key = publicKey.export({ type: "spki", format: "der" }).toString("hex");
  return { name: nameOfKey(key), key, sign: (text) => sign(null, bytesOf(text), privateKey).toString("hex") };
}

/** The identity that has a public key. */
export function nameOfKey(key: string): string {
  return createHash("sha256").update(key, "hex").digest("hex").slice(0, 32);
}

/** 32 bytes that nobody can guess, in hex. */
export function makeNonce(): string {
  return randomBytes(32).toString("hex");
}

/** What an agent signs. */
export function challengeText({ caller, agent }: Nonces): string {
  return `vt agent challenge ${caller} ${agent}`;
}

/** Whether who has the public key has signed. False for whatever is no key and no signature. */
export function isSignedBy(key: string, text: string, signature: string): boolean {
  try {
    const made = createPublicKey({ key: hexBytes(key), format: "der", type: "spki" } as never) as KeyObject;
    return made.asymmetricKeyType === "ed25519" && verify(null, bytesOf(text), made, hexBytes(signature));
  } catch {
    return false;
  }
}

/** What proves to this agent, this time, that the caller has the token. */
export function proofOf(token: string, agent: string, nonces: Nonces): string {
  return createHmac("sha256", token).update(`vt agent caller ${agent} ${nonces.caller} ${nonces.agent}`).digest("hex");
}

/** Compared in constant time. */
export function isSameProof(given: unknown, wanted: string): boolean {
  const text = typeof given === "string" ? given : "";
  const [a, b] = [text, wanted].map((one) => createHash("sha256").update(one).digest());
  return timingSafeEqual(a, b);
}

function makeIn(file: string): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  writePrivateFile(file, String(privateKey.export({ type: "pkcs8", format: "pem" })), { isNew: true });
  return Deno.readTextFileSync(file); // another may have been quicker
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function hexBytes(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
