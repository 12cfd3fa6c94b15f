/** The order in which a dictionary of Python 2 gives its keys, where they are small whole numbers. */

const SMALLEST_TABLE = 8;
/** Beyond so many keys the table grows by less at a time. */
const MANY = 50_000;

/** Other numbers are spread in ways that are not followed here. */
const LARGEST = 0x7fff_ffff;

/**
 * The keys in the order of a dictionary that was made by setting them one after the other; each is there once. Negative
 * and very large keys, which no file has, put all of them in ascending order.
 */
export function dictOrder(keys: readonly number[]): number[] {
  if (keys.every((key, i) => key === i)) return [...keys];
  if (keys.some((key) => key < 0 || key > LARGEST)) return keys.toSorted((a, b) => a - b);
  let table = new Int32Array(SMALLEST_TABLE).fill(-1);
  for (const [count, key] of keys.entries()) {
    insert(table, key);
    const filled = count + 1;
    if (filled * 3 >= table.length * 2) table = grown(table, filled * (filled > MANY ? 2 : 4));
  }
  return Array.from(table).filter((key) => key >= 0);
}

function grown(table: Int32Array<ArrayBuffer>, beyond: number): Int32Array<ArrayBuffer> {
  let size = SMALLEST_TABLE;
  while (size <= beyond) size *= 2;
  const larger = new Int32Array(size).fill(-1);
  for (const key of table) if (key >= 0) insert(larger, key);
  return larger;
}

/** Where a place is taken, the next one depends on all bits of the key. */
function insert(table: Int32Array, key: number): void {
  const mask = table.length - 1;
  let at = key & mask;
  for (let perturb = key; table[at & mask] !== -1; perturb >>>= 5) at = Math.imul(at, 5) + perturb + 1;
  table[at & mask] = key;
}
