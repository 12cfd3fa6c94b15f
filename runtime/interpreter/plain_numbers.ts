/** Boxed numbers keep Python's 5.0 apart from 5; modules that do not care get plain ones. */

/** The value with plain numbers alone, also inside lists; the same object where nothing is boxed. */
export function plainNumbers(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Number) return value.valueOf();
  if (!Array.isArray(value)) return value;
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] === "object" && plainNumbers(value[i]) !== value[i]) return value.map(plainNumbers);
  }
  return value;
}
