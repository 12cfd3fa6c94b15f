/** Runs vt, or a few lines of code, in a process of its own. */

/** What a process left behind. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const ROOT = new URL("../../", import.meta.url);

/** Runs `vt` with these arguments; `environment` is added to ours. Colours are off. */
export async function vt(args: readonly string[], environment: Record<string, string> = {}): Promise<Finished> {
  return await deno(["run", "-A", "--unstable-kv", "--quiet", new URL("main.ts", ROOT).pathname, ...args], environment);
}

/** Evaluates a TypeScript module in which `ROOT/` stands for the project's root. */
export async function evaluate(source: string): Promise<Finished> {
  return await deno(["eval", "--unstable-kv", "--quiet", "--ext=ts", source.replaceAll("ROOT/", ROOT.href)], {});
}

async function deno(args: readonly string[], environment: Record<string, string>): Promise<Finished> {
  const env = { NO_COLOR: "1", ...environment };
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: [...args], cwd: ROOT, env })
    .output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Starts `vt`, which says nothing; whoever starts it ends it. */
export function startVt(args: readonly string[], environment: Record<string, string> = {}): Deno.ChildProcess {
  const words = ["run", "-A", "--unstable-kv", "--quiet", new URL("main.ts", ROOT).pathname, ...args];
  const quiet = { stdin: "null", stdout: "null", stderr: "null" } as const;
  return new Deno.Command(Deno.execPath(), { args: words, cwd: ROOT, env: environment, ...quiet }).spawn();
}
