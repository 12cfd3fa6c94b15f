/** What OpenTelemetry receives of a run, by a real receiver. */
import assert from "node:assert/strict";
import { importsOf } from "../../../scripts/check_layers.ts";
import { until } from "../../support/monitor_process.ts";
import { OtlpReceiver, type ReceivedSpan } from "../../support/otlp_receiver.ts";
import { temporaryPlace } from "../../support/recorded_run.ts";
import { endAgent } from "../../support/ssh_agents.ts";
import { SSHD, Sshd, SSHD_NOTICE } from "../../support/sshd.ts";
import { vt } from "../../support/vt_process.ts";

const SCRIPT = new URL("../../fixtures/traced.ts", import.meta.url).pathname;

const EXAMPLE = new URL("../../../examples/sum_of_squares.ts", import.meta.url).pathname;

async function traced(args: readonly string[], environment: Record<string, string> = {}): Promise<OtlpReceiver> {
  using place = temporaryPlace();
  const receiver = new OtlpReceiver();
  const ran = await vt(args, { VT_STORE: `${place.directory}/store`, ...receiver.environment, ...environment });
  assert.equal(ran.code, 1, ran.stderr);
  return receiver;
}

/** The span of a module with its path, its iteration and how it ended; of others the name. */
function described({ name, attributes, scope }: ReceivedSpan): string {
  if (scope !== "vt" || attributes["vt.module.path"] === undefined) return name;
  const iteration = attributes["vt.module.in_iteration"];
  const where = `${attributes["vt.module.path"]}${iteration === undefined ? "" : `/${iteration}`}`;
  return `${where} ${name} ${attributes["vt.module.state"]} ${attributes["vt.scheme"] ?? "here"}`;
}

function treeOf(scheme: string): string {
  return `
workflow traced
  0 Here completed here
    own here 1
  1 Group completed here
    1,0 InputPort completed here
    1,1 Here completed here
      own here 10
    1,2 Sent completed ${scheme}
      own sent 11
    1,3 OutputPort completed ${scheme}
  2 Group completed ${scheme}
    2,0 InputPort completed ${scheme}
    2,1 Sent completed ${scheme}
      own sent 20
    2,2 Sent completed ${scheme}
      own sent 21
    2,3 OutputPort completed ${scheme}
  3 Sent completed ${scheme}
    own sent 30
  4 Sent completed ${scheme}
    own sent 31
  5 Bad failed ${scheme}
    own bad 40
    own bad 40
  6 Range completed here
  7 Sent completed ${scheme}
    own sent 0
    own sent 1
  8 Group completed ${scheme}
    8,0/0 InputPort completed ${scheme}
    8,0/1 InputPort completed ${scheme}
    8,1/0 Sent completed ${scheme}
      own sent 0
    8,1/1 Sent completed ${scheme}
      own sent 1
    8,2/0 Sent completed ${scheme}
      own sent 1
    8,2/1 Sent completed ${scheme}
      own sent 2
    8,3/0 OutputPort completed ${scheme}
    8,3/1 OutputPort completed ${scheme}
  9 Group completed here
    9,0/0 InputPort completed here
    9,0/1 InputPort completed here
    9,1/0 Here completed here
      own here 0
    9,1/1 Here completed here
      own here 1
    9,2/0 Sent completed ${scheme}
      own sent 1
    9,2/1 Sent completed ${scheme}
      own sent 2
    9,3/0 OutputPort completed ${scheme}
    9,3/1 OutputPort completed ${scheme}`.trim();
}

for (const scheme of ["worker", "process", "here"]) {
  Deno.test(`each module has a span below its group's, and those that it makes are below that: ${scheme}`, async () => {
    await using receiver = await traced(["run", SCRIPT, "--target", scheme]);
    const { spans, figures } = receiver;
    assert.equal(receiver.tree(described), treeOf(scheme));
    assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 1);
    const found = (path: string): ReceivedSpan => spans.find((span) => span.attributes["vt.module.path"] === path)!;
    const bad = found("5");
    assert.deepEqual([bad.status.code, bad.status.message], [2, "it is bad"]);
    const [attempt, exception] = bad.events;
    assert.deepEqual([attempt.name, attempt.attributes["exception.message"]], ["vt.attempt.failed", "it is bad"]);
    assert.deepEqual([exception.name, exception.attributes["exception.message"]], ["exception", "it is bad"]);
    assert.equal(bad.attributes["vt.module.attempts"], 2);
    assert.match(String(found("0").attributes["vt.module.signature"]), /^[0-9a-f]{64}$/);
    assert.equal(found("7").attributes["vt.module.iterations.done"], 2);
    if (scheme === "process") assert.equal(found("2,1").attributes["host.name"], Deno.hostname());
    const workflow = spans.find(({ name }) => name === "workflow traced")!;
    assert.deepEqual([workflow.attributes["file.path"], workflow.attributes["vt.execution.state"]], [SCRIPT, "failed"]);
    assert.deepEqual([workflow.status.code, workflow.status.message], [2, "1 module failed"]);
    const modules = spans.filter(({ attributes }) => attributes["vt.module.path"] !== undefined).length;
    const ended = Object.values(figures.get("vt.modules")!).reduce((sum, count) => sum + count);
    assert.deepEqual([ended, figures.get("vt.modules")![`failed ${scheme}`]], [modules, 1]);
    assert.equal(figures.get("vt.module.duration")![`failed ${scheme}`], 1);
    assert.equal(figures.get("vt.modules.running")![""], 0);
  });
}

for (const exports of [true, false]) {
  const where = exports ? "the agent exports by itself" : "the agent exports nothing";
  Deno.test({
    name: `what agents compute has its spans where it belongs: ${where}${SSHD_NOTICE}`,
    ignore: SSHD === undefined,
    fn: async () => {
      await using sshd = await Sshd.start();
      await using receiver = new OtlpReceiver();
      sshd.installVt("one", exports ? receiver.environment : {});
      using place = temporaryPlace();
      const targets = `${place.directory}/targets.xml`;
      const annotations = `<annotation key="name" value="one"/><annotation key="ssh-config" value="${sshd.config}"/>`;
      const target = `<executionPreference id="0" system="ssh">${annotations}</executionPreference>`;
      Deno.writeTextFileSync(targets, `<executionConfiguration>${target}</executionConfiguration>`);
      const environment = { VT_STORE: `${place.directory}/store`, ...receiver.environment };
      try {
        const ran = await vt(["run", SCRIPT, "--targets", targets, "--target", "one"], environment);
        assert.equal(ran.code, 1, ran.stderr);
      } finally {
        await endAgent(sshd.host());
      }
      // Without an exporter there, nobody gets what modules make by themselves.
      const tree = treeOf("ssh").split("\n").filter((line) => exports || !/own (sent|bad)/.test(line));
      assert.equal(receiver.tree(described), tree.join("\n"));
      assert.equal(new Set(receiver.spans.map(({ traceId }) => traceId)).size, 1);
    },
  });
}

Deno.test("processes that may do next to nothing are traced as well", async () => {
  using place = temporaryPlace();
  const targets = `${place.directory}/targets.xml`;
  const folder = SCRIPT.slice(0, SCRIPT.lastIndexOf("/"));
  const annotations = `<annotation key="name" value="safe"/><annotation key="allow-read" value="${folder}"/>`;
  const target = `<executionPreference id="0" system="process">${annotations}</executionPreference>`;
  Deno.writeTextFileSync(targets, `<executionConfiguration>${target}</executionConfiguration>`);
  await using receiver = await traced(["run", SCRIPT, "--targets", targets, "--target", "safe"]);
  assert.equal(receiver.tree(described), treeOf("process"));
});

Deno.test("a second run has spans of what it knew, and counts it; TRACEPARENT names the span around it", async () => {
  using place = temporaryPlace();
  const store = { VT_STORE: `${place.directory}/store` };
  await vt(["run", SCRIPT], store);
  await using receiver = await traced(["run", SCRIPT], {
    ...store,
    TRACEPARENT: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  });
  const workflow = receiver.spans.find(({ name }) => name === "workflow traced")!;
  assert.deepEqual([workflow.traceId, workflow.parentSpanId], ["0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"]);
  const cached = receiver.spans.filter(({ attributes }) => attributes["vt.module.state"] === "cached");
  assert.ok(cached.length >= 8);
  assert.match(String(cached[0].attributes["vt.module.cached_from"]), /^[0-9a-z]{8}$/);
  assert.equal(receiver.figures.get("vt.cache.hits")![""], cached.length);
});

Deno.test("the jobs of a run are counted by their states", async () => {
  using place = temporaryPlace();
  await using receiver = new OtlpReceiver();
  const script = new URL("../../fixtures/ledger_waiting.ts", import.meta.url).pathname;
  const environment = {
    LEDGER: `${place.directory}/ledger`,
    GO: `${place.directory}/go`,
    VT_STORE: `${place.directory}/s`,
  };
  const ran = await vt(["run", script], { ...receiver.environment, ...environment });
  assert.equal(ran.code, 75, ran.stderr);
  const { running, finished } = receiver.figures.get("vt.jobs")!;
  assert.deepEqual([running, finished], [2, 0]);
  const states = receiver.spans.map(({ attributes }) => attributes["vt.execution.state"]).filter(Boolean);
  assert.deepEqual(states, ["suspended"]);
});

const GATED = `
import { defineModule, port, types as t, workflow } from "vt";
const isOpen = (gate) => Deno.stat(gate).then(() => true, () => false);
export const Gated = defineModule({
  name: "Gated", inputs: { gate: port(t.String), n: port(t.Integer) }, outputs: { n: port(t.Integer) },
  parallelizable: { worker: true },
  compute: async ({ gate, n }) => {
    while (!await isOpen(gate)) await new Promise((turn) => setTimeout(turn, 5));
    return { n };
  },
});
export default workflow("gated", ({ add }) => { for (let n = 0; n < 40; n++) add(Gated, { gate: "GATE", n }); });
`;

Deno.test("what waits for a far side is told while the run goes on", async () => {
  using place = temporaryPlace();
  await using receiver = new OtlpReceiver();
  const [script, gate] = [`${place.directory}/gated.ts`, `${place.directory}/gate`];
  Deno.writeTextFileSync(script, GATED.replace("GATE", gate));
  const environment = {
    ...receiver.environment,
    OTEL_METRIC_EXPORT_INTERVAL: "1000",
    VT_STORE: `${place.directory}/s`,
  };
  const running = vt(["run", script], environment);
  const figures = (): readonly number[] => [
    receiver.figures.get("vt.queue.length")?.["worker worker"] ?? 0,
    receiver.figures.get("vt.modules.running")?.[""] ?? 0,
  ];
  // They may be told when some have begun only.
  const told = until(() => figures()[0] > 0 && figures()[1] === 40);
  await Promise.race([told, running]).finally(() => Deno.writeTextFileSync(gate, ""));
  const [waiting, begun] = figures();
  assert.equal((await running).code, 0);
  assert.ok(waiting > 0 && waiting <= 40, String(waiting));
  assert.equal(begun, 40);
  assert.equal(receiver.figures.get("vt.modules.running")?.[""], 0);
});

/** What Deno reads and evaluates with these files: computed names are left to the program. */
function readWith(...files: string[]): ReadonlySet<string> {
  const root = new URL("../../../", import.meta.url);
  const found = new Set(files);
  for (const file of found) {
    const source = Deno.readTextFileSync(new URL(file, root)).replaceAll(/typeof import\([^)]*\)/g, "");
    for (const { to, typeOnly } of importsOf(file, source)) if (!typeOnly) found.add(to);
  }
  return found;
}

Deno.test("where nobody wants telemetry nothing of it is loaded or sent", async () => {
  using place = temporaryPlace();
  await using receiver = new OtlpReceiver();
  const environment = { ...receiver.environment, OTEL_DENO: "false", VT_STORE: `${place.directory}/store` };
  assert.equal((await vt(["run", EXAMPLE, "--target", "worker"], environment)).code, 0);
  assert.deepEqual(receiver.texts, []);
  const commands = [...Deno.readDirSync(new URL("../../../commands/", import.meta.url))]
    .flatMap(({ name, isFile }) => isFile ? [name] : []);
  const read = [...readWith("main.ts", "far_side.ts", ...commands.map((name) => `commands/${name}`))];
  assert.ok(read.length > 200);
  assert.deepEqual(read.filter((file) => file.startsWith("runtime/telemetry/")), ["runtime/telemetry/tracer.ts"]);
});
