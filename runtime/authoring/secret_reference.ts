/** How texts name secrets: `${secret:NAME}`. Their values are put in where they are used, and not kept. */

/** Whether a text may be the name of a secret. */
export function isSecretName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name);
}

const REFERENCE = /\$\{secret:([A-Za-z_][A-Za-z0-9_]{0,99})\}/g;

/** The text with the values of the secrets that it names. */
export function withSecrets(text: string, valueOf: (name: string) => string): string {
  return text.replaceAll(REFERENCE, (_, name) => valueOf(name));
}

/** The names of all secrets in the texts of a value, lists and dictionaries included. */
export function secretNamesIn(value: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Set<object>();
  const waiting = [value];
  while (waiting.length > 0) {
    const each = waiting.pop();
    if (typeof each === "string") { for (const [, name] of each.matchAll(REFERENCE)) names.add(name); }
    if (typeof each !== "object" || each === null || seen.has(each) || ArrayBuffer.isView(each)) continue;
    seen.add(each);
    if (each instanceof Map) { for (const pair of each) waiting.push(...pair); }
    else for (const part of Array.isArray(each) ? each : Object.values(each)) waiting.push(part);
  }
  return names;
}
