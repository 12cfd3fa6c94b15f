/** Certificates (X.509, DER in PEM) of an authority of one's own: for an agent, and for those who may call it. */
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A certificate and its key, both PEM. */
export interface Certified {
  readonly certificate: string;
  readonly key: string;
}

/** What a certificate says. */
export interface Subject {
  readonly name: string;
  /** Names and addresses of the hosts that it is for; empty for a caller. */
  readonly hosts: readonly string[];
}

/** An authority lasts so long, in years. */
const YEARS = 10;
const DAY_MS = 86_400_000;

/** Makes an authority. */
export function makeAuthority(name: string): Certified {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const extensions = [
    extension("2.5.29.19", sequence(boolean(true), integer(Uint8Array.of(0))), true),
    extension("2.5.29.15", bits(Uint8Array.of(0x06), 1), true), // signs certificates and lists
  ];
  const signed = certificate({ issuer: name, subject: name, publicKey, signer: privateKey, extensions });
  return { certificate: signed, key: pemOf(privateKey) };
}

/** Makes a certificate that an authority signs. `authorityName`: the name that it was made with. */
export function makeCertificate(authority: Certified, authorityName: string, { name, hosts }: Subject): Certified {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const isServer = hosts.length > 0;
  const extensions = [
    extension("2.5.29.19", sequence(), true),
    extension("2.5.29.15", bits(Uint8Array.of(0x80), 7), true), // signs
    extension("2.5.29.37", sequence(identifier(isServer ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2"))),
    ...(isServer ? [extension("2.5.29.17", sequence(...hosts.map(hostName)))] : []),
  ];
  const signer = createPrivateKey(authority.key);
  const signed = certificate({ issuer: authorityName, subject: name, publicKey, signer, extensions });
  return { certificate: signed, key: pemOf(privateKey) };
}

interface Content {
  readonly issuer: string;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Uint8Array[];
}

function certificate({ issuer, subject, publicKey, signer, extensions }: Content): string {
  const algorithm = sequence(identifier("1.2.840.10045.4.3.2")); // ECDSA with SHA-256
  const now = Date.now();
  const content = sequence(
    element(0xa0, integer(Uint8Array.of(2))),
    integer(Uint8Array.of(0x40, ...randomBytes(15))),
    algorithm,
    distinguishedName(issuer),
    // A clock that is a day behind accepts it too.
    sequence(time(now - DAY_MS), time(now + YEARS * 365 * DAY_MS)),
    distinguishedName(subject),
    new Uint8Array(publicKey.export({ type: "spki", format: "der" })),
    element(0xa3, sequence(...extensions)),
  );
  const signature = new Uint8Array(sign("sha256", content, signer));
  return pem("CERTIFICATE", sequence(content, algorithm, bits(signature, 0)));
}

function distinguishedName(name: string): Uint8Array {
  return sequence(element(0x31, sequence(identifier("2.5.4.3"), element(0x0c, text(name)))));
}

function hostName(host: string): Uint8Array {
  const address = addressOf(host);
  return address === undefined ? element(0x82, text(host)) : element(0x87, address);
}

/** The bytes of an address; undefined for a name. */
function addressOf(host: string): Uint8Array | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) return Uint8Array.from(host.split("."), Number);
  if (!host.includes(":")) return undefined;
  const [head, tail] = host.split("::").map((half) => half === "" ? [] : half.split(":"));
  const groups = tail === undefined ? head : [...head, ...new Array(8 - head.length - tail.length).fill("0"), ...tail];
  return Uint8Array.from(groups.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]));
}

function extension(name: string, value: Uint8Array, isCritical = false): Uint8Array {
  return sequence(identifier(name), ...(isCritical ? [boolean(true)] : []), element(0x04, value));
}

function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return element(0x30, ...parts);
}

function integer(bytes: Uint8Array): Uint8Array {
  return element(0x02, bytes);
}

function boolean(value: boolean): Uint8Array {
  return element(0x01, Uint8Array.of(value ? 0xff : 0));
}

function bits(bytes: Uint8Array, unused: number): Uint8Array {
  return element(0x03, Uint8Array.of(unused), bytes);
}

function time(at: number): Uint8Array {
  return element(0x18, text(`${new Date(at).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)}Z`));
}

/** An object identifier: the first two numbers in one byte, the others in groups of seven bits. */
function identifier(dotted: string): Uint8Array {
  const [first, second, ...rest] = dotted.split(".").map(Number);
  const groups = rest.flatMap((number) => {
    const bytes = [number & 0x7f];
    for (let left = number >>> 7; left > 0; left >>>= 7) bytes.unshift(left & 0x7f | 0x80);
    return bytes;
  });
  return element(0x06, Uint8Array.of(first * 40 + second, ...groups));
}

function element(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const long = length < 0x80 ? [] : length < 0x100 ? [length] : [length >> 8, length & 0xff];
  const head = long.length === 0 ? [tag, length] : [tag, 0x80 | long.length, ...long];
  const made = new Uint8Array(head.length + length);
  made.set(head);
  let at = head.length;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return made;
}

function text(characters: string): Uint8Array {
  return new TextEncoder().encode(characters);
}

function pemOf(key: KeyObject): string {
  return String(key.export({ type: "pkcs8", format: "pem" }));
}

function pem(what: string, bytes: Uint8Array): string {
  const lines = btoa(String.fromCharCode(...bytes)).match(/.{1,64}/g)!;
  return `-----BEGIN ${what}-----\n${lines.join("\n")}\n-----END ${what}-----\n`;
}
