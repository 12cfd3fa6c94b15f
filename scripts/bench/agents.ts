/**
 * An agent over a real sshd on loopback: 10,000 calls that do nothing, one by one and as one loop, beside ipyparallel's
 * load-balanced view with as many engines; a big array there and back beside `cat` through the same ssh; what crosses for
 * a chain of ten modules; how many connections a thousand calls take.
 */
import { printLine } from "../../commands/line/terminal.ts";
import { packages } from "../../modules/mod.ts";
import { workflow } from "../../runtime/authoring/workflow.ts";
import { execute } from "../../runtime/interpreter/execution.ts";
import { Registry } from "../../runtime/pipeline/registry.ts";
import { planPipeline } from "../../runtime/plan/plan_pipeline.ts";
import type { ComputeRequest } from "../../runtime/scheme/compute_request.ts";
import type { ExecutionScheme } from "../../runtime/scheme/execution_scheme.ts";
import { openSshScheme } from "../../schemes/agent/open_remote.ts";
import { endAgent } from "../../tests/support/ssh_agents.ts";
import { SSHD, Sshd } from "../../tests/support/sshd.ts";
import { TcpProxy } from "../../tests/support/tcp_proxy.ts";
import { Flipped } from "./agents_modules.ts";
import { ipyparallelCalls } from "./peers/ipyparallel.ts";
import { median, printTable, timed } from "./table.ts";

const CALLS = 10_000;
const ROUNDS = 5;
const BYTES = 100_000_000;
const CHAIN = 10;
const script = new URL("../../tests/schemes/fixtures/modules.ts", import.meta.url).href;

function request(name: string, inputs: Readonly<Record<string, unknown>> = {}): ComputeRequest {
  return { work: { definition: { source: { script }, namespace: "", name } }, inputs };
}

async function medianOf(work: () => Promise<unknown>): Promise<number> {
  await work();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await timed(work));
  return median(times);
}

function open(sshd: Sshd, config = sshd.config, scheme: "process" | "worker" = "process"): ExecutionScheme {
  return openSshScheme({ host: "one", config, pool: { scheme, jobs: 2 } });
}

async function calls(sshd: Sshd): Promise<void> {
  const before = sshd.connections;
  await using scheme = open(sshd);
  const requests = Array.from({ length: CALLS }, (_, value) => request("Echo", { value }));
  const each = await medianOf(() => Promise.all(requests.map((one) => scheme.compute(one))));
  const columns = { value: requests.map((_, value) => value) };
  const loop = await medianOf(() =>
    scheme.computeMany({ ...request("Echo"), columns, count: CALLS, isRepeatable: true })
  );
  const connections = sshd.connections - before;
  const peers = await ipyparallelCalls({ calls: CALLS }) ?? [];
  const peer = (setting: RegExp): number => peers.find((one) => setting.test(one.setting))?.ms ?? NaN;
  const row = (what: string, ms: number, other: number): Record<string, string> => ({
    [`${CALLS.toLocaleString("en")} calls`]: what,
    "vt, ssh": `${ms.toFixed(0)} ms`,
    ipyparallel: `${other.toFixed(0)} ms`,
    ratio: `${(other / ms).toFixed(1)} times`,
  });
  printTable("Calls to one agent, two at a time", [
    row("one by one, all at once", each, peer(/task/)),
    row("as one loop; in chunks", loop, peer(/chunks/)),
  ]);
  printLine(`\n${connections} connection for all of them`);
}

/** Milliseconds that `cat` takes for so many bytes there and back. */
async function throughCat(sshd: Sshd, bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const pipes = { stdin: "piped", stdout: "piped" } as const;
  const cat = new Deno.Command("ssh", { args: ["-F", sshd.config, "one", "echo ready; cat"], ...pipes }).spawn();
  const reader = cat.stdout.getReader();
  await reader.read(); // it is there
  const ms = await timed(async () => {
    const writer = cat.stdin.getWriter();
    const written = writer.write(bytes).then(() => writer.close());
    for (let left = bytes.length; left > 0;) left -= (await reader.read()).value?.length ?? left;
    await written;
  });
  await reader.cancel();
  await cat.status;
  return ms;
}

async function throughput(sshd: Sshd): Promise<void> {
  const bytes = crypto.getRandomValues(new Uint8Array(65_536));
  const big = new Uint8Array(BYTES);
  for (let at = 0; at < BYTES; at += bytes.length) big.set(bytes.subarray(0, BYTES - at), at);
  const rate = (ms: number): string => `${(2 * BYTES / 1e3 / ms).toFixed(0)} MB/s`;
  const rows: Record<string, string>[] = [];
  for (const pool of ["process", "worker"] as const) {
    await using scheme = open(sshd, sshd.config, pool);
    const [ours, cats]: number[][] = [[], []];
    await scheme.compute(request("Size", { bytes: big }));
    // By turns: what else the machine does slows both.
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await timed(() => scheme.compute(request("Size", { bytes: big }))));
      cats.push(await throughCat(sshd, big));
    }
    const [own, cat] = [median(ours), median(cats)];
    rows.push({
      "the agent computes in": pool === "process" ? "processes" : "threads",
      "vt, ssh": `${own.toFixed(0)} ms, ${rate(own)}`,
      "cat, ssh": `${cat.toFixed(0)} ms, ${rate(cat)}`,
      "of its rate": `${(100 * cat / own).toFixed(0)} %`,
    });
  }
  printTable("An array of 100 MB there and back", rows);
}

/** Bytes that cross, in and out, for a chain over an array. */
async function chain(sshd: Sshd): Promise<void> {
  await using proxy = new TcpProxy(sshd.host().port);
  const config = await proxied(sshd, proxy);
  await using scheme = open(sshd, config);
  await scheme.compute(request("Echo"));
  const [before, back] = [proxy.bytesIn, proxy.bytesOut];
  const built = workflow("chain", ({ add, output }) => {
    let last: unknown = new Uint8Array(BYTES);
    for (let i = 0; i < CHAIN; i++) last = add(Flipped, { bytes: last as never }).bytes;
    output("bytes", last as never);
  }).build();
  const { plan } = planPipeline(built.pipeline, new Registry(packages));
  const isSent = (path: string): boolean => plan.definitions[plan.indexOf(Number(path))!] === Flipped;
  const ms = await timed(() => execute(plan, { schemeOf: (path) => isSent(path) ? scheme : undefined }));
  const times = (bytes: number): string => `${(bytes / BYTES).toFixed(3)} times its size`;
  printTable(`A chain of ${CHAIN} modules over an array of 100 MB`, [{
    in: times(proxy.bytesIn - before),
    out: times(proxy.bytesOut - back),
    took: `${ms.toFixed(0)} ms`,
  }]);
}

async function proxied(sshd: Sshd, proxy: TcpProxy): Promise<string> {
  const { folder, config } = sshd;
  const { port } = sshd.host();
  const [client, known] = await Promise.all([Deno.readTextFile(config), Deno.readTextFile(`${folder}/known`)]);
  const ours = client.replaceAll(`Port ${port}`, `Port ${proxy.port}`).replaceAll("/known\n", "/known_proxied\n");
  await Deno.writeTextFile(`${folder}/proxied`, ours);
  await Deno.writeTextFile(`${folder}/known_proxied`, known.replace(`:${port} `, `:${proxy.port} `));
  return `${folder}/proxied`;
}

/** Prints the tables. */
export async function agents(): Promise<void> {
  if (SSHD === undefined) return printLine("\nAgents are not measured: sshd is not installed");
  await using sshd = await Sshd.start();
  sshd.installVt();
  try {
    await calls(sshd);
    await throughput(sshd);
    await chain(sshd);
  } finally {
    await endAgent(sshd.host());
  }
}

if (import.meta.main) await agents();
