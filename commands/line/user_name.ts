/** The name of the person who runs vt. */
import { userInfo } from "node:os";

/** Who runs vt: for records and what is written into files. Programs that start vt may leave the environment empty. */
export function userName(): string {
  return Deno.env.get("USER") || Deno.env.get("LOGNAME") || Deno.env.get("USERNAME") || accountName();
}

/** As the system knows it; the number where the account has no name. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(Deno.uid() ?? "");
  }
}
