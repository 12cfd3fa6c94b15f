/** The Job Monitor as a user meets it: `vt monitor` in processes of its own, beside others, on one store. */
import { deepEqual, doesNotMatch, equal, match, notEqual, ok } from "node:assert/strict";
import { complain } from "../commands/line/terminal.ts";
import { hasTool } from "./support/executable.ts";
import { startMonitor, until, untilRemoved } from "./support/monitor_process.ts";
import { startVt, vt } from "./support/vt_process.ts";

interface Folder extends AsyncDisposable {
  readonly path: string;
  readonly store: string;
  readonly script: string;
  readonly lines: () => string[];
  readonly write: (name: string) => void;
}

/** Jobs that are over when a file is there, modules that hold until one is; each writes a line into the ledger. */
const SCRIPT = `
import { defineJob, defineModule, port, types as t, workflow } from "vt";
const FOLDER = new URL(".", import.meta.url).pathname;
const note = (line) => Deno.writeTextFileSync(FOLDER + "ledger", line + "\\n", { append: true });
const isThere = (name) => { try { return Deno.statSync(FOLDER + name).isFile; } catch { return false; } };
export const Job = defineJob({
  name: "Job",
  inputs: { n: port(t.Integer) }, outputs: { value: port(t.Integer) },
  readInputs: ({ n }) => ({ n }),
  start: ({ n }) => { note("job " + n); return { n }; },
  handle: () => ({ finished: () => isThere("over"), standardOutput: () => "half way" }),
  finish: ({ n }) => { note("taken " + n); return { n }; },
  setResults: ({ n }) => ({ value: n * 10 }),
});
export const After = defineModule({
  name: "After", cacheable: false,
  inputs: { n: port(t.Integer) }, outputs: { value: port(t.Integer) },
  compute: ({ n }) => { note("after " + n); return { value: n }; },
});
export const Hold = defineModule({
  name: "Hold",
  inputs: {}, outputs: { value: port(t.Integer) },
  compute: async (_inputs, { signal }) => {
    note("holds");
    while (!isThere("go")) {
      signal.throwIfAborted();
      await new Promise((wake) => setTimeout(wake, 20));
    }
    return { value: 1 };
  },
});
export default workflow("waits", ({ add, output, parameter }) => {
  output("after", add(After, { n: add(Job, { n: parameter("n", t.Integer, 1) }).value }).value);
  if (parameter("hold", t.Boolean, false)) output("held", add(Hold, {}).value);
});
`;

function folder(): Folder {
  const path = Deno.makeTempDirSync({ prefix: "vt_test_" });
  Deno.writeTextFileSync(`${path}/waits.ts`, SCRIPT);
  const lines = (): string[] => {
    try {
      return Deno.readTextFileSync(`${path}/ledger`).trim().split("\n").sort();
    } catch {
      return [];
    }
  };
  return {
    path,
    store: `${path}/store`,
    script: `${path}/waits.ts`,
    lines,
    write: (name) => Deno.writeTextFileSync(`${path}/${name}`, ""),
    [Symbol.asyncDispose]: () => untilRemoved(path),
  };
}

const AUTOMATIC = { interval: "1s", isAutomatic: true };

Deno.test("monitors, one of them killed, vt jobs watch and vt resume at once take each result once", async () => {
  await using here = folder();
  for (const n of [1, 2, 3]) {
    const script = `${here.path}/waits_${n}.ts`;
    Deno.copyFileSync(here.script, script);
    equal((await vt(["run", script, "--store", here.store, "--set", `n=${n}`])).code, 75);
  }
  await using first = await startMonitor(here.store);
  await using second = await startMonitor(here.store);
  await using third = await startMonitor(here.store);
  await first.ask("PUT", "/api/timer", AUTOMATIC);
  const watch = startVt(["jobs", "watch", "--interval", "1s", "--autorun", "--store", here.store]);
  here.write("over");
  const resumed = vt(["resume", "--store", here.store]);
  await third.end("SIGKILL");
  await until(async () => (await second.ask("GET", "/api/workflows")).workflows.length === 0);
  await resumed;
  watch.kill("SIGTERM");
  await watch.status;
  deepEqual(here.lines(), [1, 2, 3].flatMap((n) => [`after ${n}0`, `job ${n}`, `taken ${n}`]).sort());
  const { executions } = await first.ask("GET", "/api/executions?state=completed");
  equal(executions.length, 3);
  for (const monitor of [first, second]) deepEqual(await monitor.end(), { code: 0, stderr: "" });
});

Deno.test("a run of another process is shown while it goes on, and is stopped from the page", async () => {
  await using here = folder();
  await using monitor = await startMonitor(here.store);
  const run = startVt(["run", here.script, "--store", here.store, "--set", "hold=true"]);
  const { id } = await until(async () => (await monitor.ask("GET", "/api/executions?state=running")).executions[0]);
  await until(() => here.lines().includes("holds"));
  const { pid } = await monitor.ask("POST", `/api/executions/${id}/interrupt`);
  equal(pid, run.pid);
  equal((await run.status).code, 75);
  equal((await monitor.ask("GET", `/api/executions/${id}`)).state, "suspended");
  const { workflows } = await monitor.ask("GET", "/api/workflows");
  deepEqual(workflows.map(({ state, counts }: Record<string, Record<string, number>>) => [state, counts.running]), [
    ["suspended", 1],
  ]);
});

Deno.test("a run that only waits for its jobs is suspended from the page; the jobs go on", async () => {
  await using here = folder();
  await using monitor = await startMonitor(here.store);
  const run = startVt(["run", here.script, "--store", here.store, "--wait", "--check-interval", "1h"]);
  const waits = async () => {
    return (await monitor.ask("GET", "/api/workflows")).workflows.find((one: Record<string, unknown>) =>
      one.waitingProcess
    );
  };
  const workflow = await until(waits);
  equal(workflow.waitingProcess, run.pid);
  equal((await monitor.ask("POST", `/api/workflows/${workflow.id}/stop`)).pid, run.pid);
  equal((await run.status).code, 75);
  equal(await waits(), undefined);
  equal((await monitor.ask("GET", `/api/workflows/${workflow.id}`)).counts.running, 1);
});

Deno.test("a run that the page starts goes on when the monitor ends", async () => {
  await using here = folder();
  const monitor = await startMonitor(here.store);
  const started = await monitor.ask("POST", "/api/runs", { file: here.script, set: { hold: "true" } });
  equal(started.kind, "records");
  await until(() => here.lines().includes("holds"));
  deepEqual(await monitor.end("SIGINT"), { code: 0, stderr: "" });
  here.write("go");
  await using again = await startMonitor(here.store);
  const exec = await until(async () => {
    const exec = await again.ask("GET", `/api/executions/${started.execution}`);
    return exec.state !== "running" && exec;
  });
  equal(exec.state, "suspended");
  equal(exec.counts.completed > 0, true);
});

Deno.test("a run that cannot begin says why", async () => {
  await using here = folder();
  await using monitor = await startMonitor(here.store);
  const started = await monitor.ask("POST", "/api/runs", { file: `${here.path}/nothing.vt` });
  equal(started.code, 2);
  match(started.output, /nothing\.vt/);
});

Deno.test("a workflow is continued from the page, and a second time refused", async () => {
  await using here = folder();
  await vt(["run", here.script, "--store", here.store]);
  here.write("over");
  await using monitor = await startMonitor(here.store);
  const [{ id }] = (await monitor.ask("GET", "/api/workflows")).workflows;
  const started = await monitor.ask("POST", `/api/workflows/${id}/resume`);
  ok(["records", "ended"].includes(started.kind));
  await until(async () => (await monitor.ask("GET", `/api/workflows/${id}`)).state === "finished");
  deepEqual(here.lines(), ["after 10", "job 1", "taken 1"]);
  const again = await monitor.ask("POST", `/api/workflows/${id}/resume`);
  equal(again.code, 2);
  match(again.output, /is finished/);
});

Deno.test("vt monitor --read-only shows, and changes nothing", async () => {
  await using here = folder();
  match((await vt(["monitor", "--read-only", "--store", here.store])).stderr, /Cannot show a store that is not there/);
  await vt(["run", here.script, "--store", here.store]);
  await using monitor = await startMonitor(here.store, "--read-only");
  equal((await monitor.ask("GET", "/api/workflows")).workflows.length, 1);
  equal((await monitor.ask("GET", "/api/timer")).isOn, false);
  match((await monitor.ask("POST", "/api/jobs/check")).error, /--read-only/);
});

Deno.test("vt monitor --link prints another link to what is served", async () => {
  await using here = folder();
  match((await vt(["monitor", "--link", "--store", here.store])).stderr, /No monitor serves/);
  await using monitor = await startMonitor(here.store);
  const { code, stdout } = await vt(["monitor", "--link", "--store", here.store]);
  equal(code, 0);
  notEqual(stdout.trim(), monitor.link);
  for (const link of [monitor.link, stdout.trim()]) {
    for (const status of [200, 401]) {
      const answer = await fetch(link);
      await answer.body?.cancel();
      equal(answer.status, status);
    }
  }
});

Deno.test("a link of an earlier monitor is not taken by the next one; its session is", async () => {
  await using here = folder();
  const first = await startMonitor(here.store);
  const answer = await fetch(first.link);
  await answer.body?.cancel();
  const cookie = answer.headers.get("set-cookie")!.split(";")[0];
  const unused = (await vt(["monitor", "--link", "--store", here.store])).stdout.trim();
  await first.end();
  await using second = await startMonitor(here.store);
  const old = await fetch(second.origin + new URL(unused).pathname + new URL(unused).search);
  const page = await fetch(second.origin, { headers: { cookie } });
  await Promise.all([old.body?.cancel(), page.body?.cancel()]);
  deepEqual([old.status, page.status], [401, 200]);
});

Deno.test("vt monitor refuses another address without TLS, half a certificate, and a port that is taken", async () => {
  await using here = folder();
  const said = async (...words: string[]): Promise<string> => {
    const { code, stderr, stdout } = await vt(["monitor", "--store", here.store, ...words]);
    equal(code, 2);
    equal(stdout, "");
    return stderr;
  };
  match(await said("--address", "0.0.0.0"), /Cannot serve 0\.0\.0\.0 without TLS/);
  match(await said("--cert", "c.pem"), /--cert and --key go together/);
  match(await said("--behind-proxy", "vt.example.org"), /such as https:\/\/vt\.example\.org/);
  match(await said("--port", "70000"), /a number up to 65535/);
  await using monitor = await startMonitor(here.store);
  match(await said("--port", new URL(monitor.origin).port), /another program does; --port 0/);
});

Deno.test("behind a proxy it answers under the proxy's name, and its cookie goes over TLS alone", async () => {
  await using here = folder();
  await using monitor = await startMonitor(here.store, "--behind-proxy", "https://vt.example.org");
  equal(monitor.origin, "https://vt.example.org");
  const [name] = [...Deno.readDirSync(`${here.store}/monitor`)].map(({ name }) => name).filter((one) =>
    /^\d+\.json$/.test(one)
  );
  const port = Number(name.split(".")[0]);
  const { rawRequest } = await import("./support/raw_http.ts");
  const { pathname, search } = new URL(monitor.link);
  const { headers } = await rawRequest(port, { path: pathname + search, headers: { host: "vt.example.org" } });
  match(headers.get("set-cookie")!, /; Secure/);
  equal((await rawRequest(port, { headers: { host: "other.example.org" } })).status, 421);
});

const canMakeCertificates = hasTool("openssl");
if (!canMakeCertificates) complain("The monitor is not tested with TLS: there is no openssl");

Deno.test({
  name: "with a certificate it speaks TLS, under the names that are given",
  ignore: !canMakeCertificates,
  fn: async () => {
    await using here = folder();
    const [cert, key] = ["c.pem", "k.pem"].map((name) => `${here.path}/${name}`);
    const subject = [
      "-subj",
      "/CN=localhost",
      "-addext",
      "subjectAltName=DNS:localhost",
      "-addext",
      "basicConstraints=critical,CA:FALSE",
    ];
    const made = await new Deno.Command("openssl", {
      args: ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject, "-keyout", key, "-out", cert],
    }).output();
    ok(made.success);
    const tls = ["--address", "0.0.0.0", "--cert", cert, "--key", key, "--name", "localhost"];
    await using monitor = await startMonitor(here.store, ...tls);
    match(monitor.origin, /^https:\/\/localhost:\d+$/);
    using client = Deno.createHttpClient({ caCerts: [Deno.readTextFileSync(cert)] });
    const answer = await fetch(monitor.link, { client });
    equal(answer.status, 200);
    await answer.body?.cancel();
    match(answer.headers.get("set-cookie")!, /; Secure/);
    doesNotMatch(answer.headers.get("set-cookie")!, /Domain/);
  },
});
