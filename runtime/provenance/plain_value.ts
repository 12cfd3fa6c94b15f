/** Recorded values as the standards have them, which know texts, numbers and truth values. */

/** The value, or a text of it: NaN, the infinities and large ints as XML Schema writes them, a path as it is, else JSON. */
export function plainValue(value: unknown): string | number | boolean {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return numberText(value) ?? pathText(value) ?? JSON.stringify(value) ?? "";
}

/** A number that JSON has no way to write, and its type in XML Schema; undefined of all else. */
export function typedNumber(value: unknown): { readonly $: string; readonly type: string } | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if ("__int__" in value) return { $: String(value.__int__), type: "xsd:integer" };
  if (!("__float__" in value)) return undefined;
  return { $: String(value.__float__).replace("nan", "NaN").replace("inf", "INF"), type: "xsd:double" };
}

function numberText(value: unknown): string | undefined {
  return typedNumber(value)?.$;
}

function pathText(value: unknown): string | undefined {
  return typeof value === "object" && value !== null && "__path__" in value ? String(value.__path__) : undefined;
}
