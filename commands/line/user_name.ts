/** Who runs vt: for records and what is written into files. */
export function userName(): string {
  return Deno.env.get("USER") || Deno.env.get("LOGNAME") || Deno.env.get("USERNAME") || String(Deno.uid() ?? "");
}
