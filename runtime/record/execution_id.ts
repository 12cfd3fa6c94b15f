/** Ids of executions. */
import type { Store } from "../store/store.ts";

/** The first id from that time on that no execution has. */
export async function freeId({ kv }: Store, startedAt: number): Promise<string> {
  for (let time = Math.floor(startedAt);; time++) {
    const id = executionId(time);
    if ((await kv.get(["execution", id])).value === null) return id;
  }
}

const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
const FIRST_ID = Date.UTC(2025, 0, 1);

/** Eight letters and digits that sort by time, to the millisecond, until 2059. */
export function executionId(time: number): string {
  let rest = Math.max(0, time - FIRST_ID);
  let id = "";
  for (let i = 0; i < 8; i++, rest = Math.floor(rest / 32)) id = DIGITS[rest % 32] + id;
  return id;
}
