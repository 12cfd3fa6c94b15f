/** Pages of what runs: how far its loops are, and what its modules say of themselves. */
import { doesNotMatch, equal, match } from "node:assert/strict";
import { recordExecution } from "../../runtime/record/log_recorder.ts";
import { ask } from "../support/ask_api.ts";
import { type ServedMonitor, serveMonitor } from "../support/monitor.ts";
import { finished, header } from "../support/recorded_run.ts";

async function page({ origin, cookie }: ServedMonitor, path: string): Promise<string> {
  const answer = await fetch(origin + path, { headers: { cookie } });
  equal(answer.status, 200);
  return await answer.text();
}

Deno.test("a module that runs shows how many of its iterations are over, and where it says that it is", async () => {
  await using monitor = await serveMonitor();
  await using recorder = await recordExecution(monitor.store, header(3));
  const at = (id: number) => ({ id, within: "" });
  for (const id of [1, 2]) {
    recorder.observe({ kind: "moduleStarted", ...at(id), name: `Long${id}`, startedAt: Date.now() });
  }
  recorder.observe({ kind: "loopProgress", ...at(1), done: 1500, failed: 2, total: 6008 });
  recorder.observe({ kind: "progress", ...at(2), fraction: 0.4242, message: "<b>tile 3</b>" });
  await recorder.flush();
  const execution = `/executions/${recorder.id}`;
  const whole = await page(monitor, execution);
  for (const said of ["1500 of 6008 iterations, 2 failed", "42 %: &lt;b&gt;tile 3&lt;/b&gt;"]) {
    match(whole, new RegExp(said));
  }
  match(whole, /class="progress-done"/);
  match(await page(monitor, `${execution}/modules/1`), /<progress class="meter" max="1" value="0\.249/);
  match(await page(monitor, `${execution}/modules/2`), /Nothing yet: it runs/);
  const { json } = await ask(monitor, `GET /api${execution}/modules/2`);
  equal(json.fraction, 0.4242);
  recorder.observe(finished("2", { name: "Long2" }));
  await recorder.flush();
  doesNotMatch(await page(monitor, execution), /42 %/);
});
