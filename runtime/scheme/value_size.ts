/** How much a value takes, roughly. */

/** Whether a value takes less than so many bytes; it is not looked at further than that. */
export function isSmaller(value: unknown, bytes: number): boolean {
  return room(value, bytes) > 0;
}

/** What remains of `left` bytes; nothing or less where it does not fit. */
function room(value: unknown, left: number): number {
  if (typeof value === "string") return left - value.length * 2;
  if (typeof value !== "object" || value === null) return left - 8;
  if (ArrayBuffer.isView(value)) return left - value.byteLength;
  let rest = left - 16;
  const parts: Iterable<unknown> = Array.isArray(value)
    ? value
    : value instanceof Map
    ? [...value.keys(), ...value.values()]
    : Object.values(value);
  for (const part of parts) {
    if (rest <= 0) return rest;
    rest = room(part, rest);
  }
  return rest;
}
