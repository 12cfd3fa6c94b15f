/** The texts as which a secret may turn up: itself, and how common encodings write it. */

/** Shorter ones turn up by chance everywhere: they are not masked. */
export const SHORTEST_MASKED = 6;

/** All texts that tell the secret, the longest first; none for one that is too short. */
export function formsOf(secret: string): readonly string[] {
  const plain = secret.trim();
  if (plain.length < SHORTEST_MASKED) return [];
  const lines = plain.includes("\n") ? plain.split("\n").map((line) => line.trim()) : [];
  const forms = new Set<string>();
  for (const text of [secret, plain, ...lines]) {
    if (text.length < SHORTEST_MASKED) continue;
    for (const form of [text, inJson(text), ...inAddress(text), ...inBase64(text)]) forms.add(form);
  }
  return [...forms].sort((a, b) => b.length - a.length);
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function inAddress(text: string): string[] {
  const encoded = encodeURIComponent(text.toWellFormed());
  const small = encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  return [encoded, small, new URLSearchParams([["", text]]).toString().slice(1)];
}

/**
 * The part of its base64 that does not depend on what stands around it, for each place at which it may begin in a
 * group of three bytes.
 */
function inBase64(text: string): string[] {
  const bytes = new TextEncoder().encode(text);
  return [0, 1, 2].flatMap((before) => {
    const shifted = new Uint8Array(before + bytes.length);
    shifted.set(bytes, before);
    const known = shifted.toBase64({ omitPadding: true }).slice(
      Math.ceil(before * 8 / 6),
      Math.floor(shifted.length * 8 / 6),
    );
    return [known, known.replaceAll("+", "-").replaceAll("/", "_")];
  });
}
