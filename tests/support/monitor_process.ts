/** `vt monitor` in a process of its own, and what a program asks of it. */

/** See the head of the file. Disposing of it ends it. */
export interface MonitorProcess extends AsyncDisposable {
  /** The link that it printed. */
  readonly link: string;
  readonly origin: string;
  /** Asks the API; gives what comes as JSON. */
  // deno-lint-ignore no-explicit-any -- what tests read of it
  readonly ask: (method: string, path: string, body?: unknown) => Promise<any>;
  /** Asks it to end; gives its exit code and what it complained of. */
  readonly end: (signal?: Deno.Signal) => Promise<{ readonly code: number; readonly stderr: string }>;
}

const ROOT = new URL("../../", import.meta.url);

/** Starts it over a store, on a port that is free. */
export async function startMonitor(store: string, ...more: string[]): Promise<MonitorProcess> {
  const words = ["run", "-A", "--unstable-kv", "--quiet", new URL("main.ts", ROOT).pathname, "monitor", "--port", "0"];
  const child = new Deno.Command(Deno.execPath(), {
    args: [...words, "--store", store, ...more],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderr = new Response(child.stderr).text();
  const link = await firstLine(child.stdout);
  if (link === "") throw new Error(`vt monitor did not start: ${await stderr}`);
  const { origin } = new URL(link);
  const token = Deno.readTextFileSync(`${store}/monitor/token`).trim();
  let ended: Promise<{ code: number; stderr: string }> | undefined;
  const end = (signal: Deno.Signal = "SIGTERM"): Promise<{ code: number; stderr: string }> => {
    return ended ??= (async () => {
      child.kill(signal);
      return { code: (await child.status).code, stderr: await stderr };
    })();
  };
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(origin + path, {
      method,
      headers: { authorization: `Bearer ${token}` },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return await answer.json();
  };
  return { link, origin, ask, end, [Symbol.asyncDispose]: async () => void await end("SIGKILL") };
}

/** Waits until something is so; gives it. */
export async function until<T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (let looks = 0; looks < 1200; looks++) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await new Promise((wake) => setTimeout(wake, 50));
  }
  throw new Error("It has not come about within a minute");
}

/** Removes a folder. Runs that a monitor has started outlive it, and may be about to end in there. */
export async function untilRemoved(path: string): Promise<void> {
  await until(() => {
    try {
      Deno.removeSync(path, { recursive: true });
      return true;
    } catch (error) {
      return error instanceof Deno.errors.NotFound;
    }
  });
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
  }
  await reader.cancel();
  return text.split("\n")[0];
}
