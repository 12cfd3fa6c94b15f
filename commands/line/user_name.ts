import { userInfo } from "node:os";

/** Who runs vt: for records and what is written into files. A service often has no variables; the system knows it then. */
export function userName(): string {
  return Deno.env.get("USER") || Deno.env.get("LOGNAME") || Deno.env.get("USERNAME") || systemName();
}

function systemName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(Deno.uid() ?? ""); // a number that no account has, as in containers
  }
}
