/** Runs every test, also the examples in doc comments, and ends with the line `N passed, N failed`. */

const FLAGS = ["test", "-A", "--unstable-kv", "--doc", "--quiet"];

/** What `deno test` said at its end, in one line; undefined when it did not come so far. */
export function countsLine(output: string): string | undefined {
  // deno test colours its output even in a pipe when FORCE_COLOR is set.
  const text = output.replace(/\p{Cc}\[[\d;]*m/gu, "");
  const ends = [...text.matchAll(/^(?:ok|FAILED) \| (\d+) passed[^|\n]*\| (\d+) failed[^|\n]*(?:\| (\d+) ignored)?/gm)];
  const end = ends.at(-1);
  if (end === undefined) return undefined;
  return `${end[1]} passed, ${end[2]} failed${end[3] ? `, ${end[3]} skipped` : ""}`;
}

async function main(): Promise<number> {
  const frozen = Deno.env.get("CI") ? ["--frozen"] : [];
  const child = new Deno.Command(Deno.execPath(), {
    args: [...FLAGS, ...frozen, ...Deno.args],
    cwd: new URL("..", import.meta.url),
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let output = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    await Deno.stdout.write(new TextEncoder().encode(text));
    output = (output + text).slice(-10_000);
  }
  const { code } = await child.status;
  const counts = countsLine(output) ?? "0 passed, 1 failed";
  await Deno.stdout.write(new TextEncoder().encode(`${counts}\n`));
  return code;
}

if (import.meta.main) Deno.exit(await main());
