/** Whoever reaches the port may open connections, also very many: they end nothing. */
import { equal, match, ok } from "node:assert/strict";
import { complain } from "../commands/line/terminal.ts";
import { hasTool } from "./support/executable.ts";
import { startMonitor, until } from "./support/monitor_process.ts";

const hasLimits = hasTool("prlimit");
if (!hasLimits) complain("The monitor is not tested without files to open: there is no prlimit");

async function isServed(origin: string): Promise<boolean> {
  try {
    const answer = await fetch(origin, { signal: AbortSignal.timeout(2000) });
    await answer.body?.cancel();
    return answer.status === 401;
  } catch {
    return false;
  }
}

Deno.test({
  name: "more connections than there can be open files do not end the monitor: it answers again when they are closed",
  ignore: !hasLimits,
  fn: async () => {
    const folder = Deno.makeTempDirSync({ prefix: "vt_test_" });
    {
      await using monitor = await startMonitor(`${folder}/store`);
      const limited = await new Deno.Command("prlimit", { args: ["--pid", `${monitor.pid}`, "--nofile=100:100"] })
        .output();
      ok(limited.success);
      const port = Number(new URL(monitor.origin).port);
      const connections: Deno.Conn[] = [];
      try {
        for (let i = 0; i < 200; i++) {
          const connection = await Deno.connect({ port });
          connections.push(connection);
          await connection.write(new TextEncoder().encode("GET / HTTP/1.1\r\nX-Slow: "));
        }
      } catch (error) {
        ok(
          error instanceof Deno.errors.ConnectionRefused || error instanceof Deno.errors.ConnectionReset,
          String(error),
        );
      }
      equal(await isServed(monitor.origin), false);
      for (const connection of connections) connection.close();
      await until(() => isServed(monitor.origin));
      const { code, stderr } = await monitor.end("SIGTERM");
      equal(code, 0);
      match(stderr, /^vt: Too many connections are open: the page answers again when some of them are closed$/m);
    }
    Deno.removeSync(folder, { recursive: true });
  },
});
