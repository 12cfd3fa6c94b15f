/** What the Job Monitor refuses: every route with every method, and the attacks that pages on loopback meet. */
import { deepEqual, doesNotMatch, equal, match, notEqual, ok } from "node:assert/strict";
import { changes } from "../../runtime/store/store.ts";
import { formTokenOf, newSession, readSession } from "../../web/safety/session.ts";
import { jobRecord, keep, workflowRecord } from "../support/job_records.ts";
import { BEARER, CODE, formOf, type ServedMonitor, serveMonitor, TOKEN } from "../support/monitor.ts";
import { rawRequest } from "../support/raw_http.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"];

/** The paths of all routes, with something in the place of what is named in them. */
function pathsOf({ app }: ServedMonitor): readonly string[] {
  const paths = app.routes.map(({ path }) => path).filter((path) => !path.includes("*"));
  return [...new Set(paths)].map((path) => path.replaceAll(/:\w+/g, "1aaaaaaa"));
}

/** What is wrong with each request of this table, whatever its route and method. */
const WRONG:
  readonly (readonly [name: string, status: number, headers: (m: ServedMonitor) => Record<string, string>])[] = [
    ["without a token", 401, () => ({})],
    ["with a wrong token", 401, () => ({ authorization: `Bearer ${TOKEN.replace("5", "6")}` })],
    ["with the token as another scheme", 401, () => ({ authorization: `Basic ${btoa(`x:${TOKEN}`)}` })],
    ["with a cookie of nobody", 401, () => ({ cookie: "vt-test=9999999999999.00.00" })],
    ["under a foreign name", 421, (m) => ({ ...BEARER, host: `evil.example:${m.port}` })],
    ["under our address at another port", 421, () => ({ ...BEARER, host: "127.0.0.1:1" })],
    ["from a foreign page", 403, (m) => ({ cookie: m.cookie, origin: "https://evil.example" })],
    ["from a page of another port", 403, (m) => ({ cookie: m.cookie, origin: "http://127.0.0.1:1" })],
    ["from a sandboxed page", 403, (m) => ({ cookie: m.cookie, origin: "null" })],
    [
      "with the browser saying that it is from elsewhere",
      403,
      (m) => ({ cookie: m.cookie, "sec-fetch-site": "cross-site" }),
    ],
  ];

for (const [name, status, headers] of WRONG) {
  Deno.test(`every route refuses every method ${name}`, async () => {
    await using monitor = await serveMonitor();
    const before = await changes(monitor.store);
    const paths = pathsOf(monitor);
    ok(paths.length >= 40, `only ${paths.length} routes`);
    for (const path of paths) {
      for (const method of METHODS) {
        const answer = await rawRequest(monitor.port, { method, path, headers: headers(monitor) });
        const isKnown = ["GET", "HEAD", "POST", "PUT", "DELETE"].includes(method);
        const mayEnter = path === "/enter" && method === "GET" && status === 401;
        equal(answer.status, isKnown ? status : 405, `${method} ${path}`);
        if (mayEnter) match(answer.body, /used already/);
        ok(answer.body.length < 3000, "says no more than that");
      }
    }
    equal(await changes(monitor.store), before);
    deepEqual(monitor.asked, []);
  });
}

Deno.test("every route that changes something refuses a form without its token, or with that of another session", async () => {
  await using monitor = await serveMonitor();
  const other = readSession(newSession({ token: TOKEN }, Date.now()), { token: TOKEN }, Date.now())!;
  const bodies = ["", "form_token=", "form_token=x", `form_token=${formTokenOf(other, { token: TOKEN })}`];
  for (const path of pathsOf(monitor)) {
    for (const method of ["POST", "PUT", "DELETE"]) {
      for (const body of bodies) {
        const answer = await rawRequest(monitor.port, { ...formOf(monitor, {}), method, path, body });
        equal(answer.status, 403, `${method} ${path} ${body}`);
      }
    }
  }
  deepEqual(monitor.asked, []);
});

Deno.test("read-only, every route that changes something refuses, also programs", async () => {
  await using monitor = await serveMonitor({ isReadOnly: true });
  await keep(monitor.store, workflowRecord(), [jobRecord()]);
  const before = await changes(monitor.store);
  for (const path of pathsOf(monitor)) {
    for (const method of ["POST", "PUT", "DELETE"]) {
      const answer = await rawRequest(monitor.port, { method, path, headers: BEARER, body: "{}" });
      equal(answer.status, 403, `${method} ${path}`);
      match(answer.body, /--read-only/);
    }
  }
  equal(await changes(monitor.store), before);
  deepEqual(monitor.asked, []);
});

Deno.test("every answer forbids frames, guessing of types, and what is not ours", async () => {
  await using monitor = await serveMonitor();
  for (const path of [...pathsOf(monitor), "/nothing", "/static/style.css"]) {
    for (const headers of [{ cookie: monitor.cookie }, BEARER, {}] as Record<string, string>[]) {
      const answer = await rawRequest(monitor.port, { path, headers: { ...headers, accept: "text/html" } });
      const { headers: said } = answer;
      equal(said.get("x-content-type-options"), "nosniff", path);
      equal(said.get("x-frame-options"), "DENY", path);
      equal(said.get("referrer-policy"), "same-origin", path);
      match(said.get("content-security-policy")!, /default-src 'none'.*frame-ancestors 'none'/, path);
      doesNotMatch(said.get("content-security-policy")!, /unsafe|\*|https?:/, path);
      equal(said.get("access-control-allow-origin"), undefined, path);
      ok(said.has("cache-control"), path);
    }
  }
});

Deno.test("a link works once; its cookie is out of reach of scripts and of other sites", async () => {
  await using monitor = await serveMonitor();
  const path = `/enter?code=${CODE}`;
  const { status, headers } = await rawRequest(monitor.port, { path });
  equal(status, 200);
  match(headers.get("set-cookie")!, /^vt-test=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/);
  equal((await rawRequest(monitor.port, { path })).status, 401);
  const cookie = headers.get("set-cookie")!.split(";")[0];
  equal((await rawRequest(monitor.port, { headers: { cookie } })).status, 200);
});

Deno.test("events need a session, and end when the monitor does", async () => {
  const monitor = await serveMonitor();
  equal((await rawRequest(monitor.port, { path: "/events" })).status, 401);
  equal((await rawRequest(monitor.port, { method: "HEAD", path: "/events", headers: BEARER })).status, 200);
  const answer = await fetch(`${monitor.origin}/events`, { headers: BEARER });
  equal(answer.headers.get("content-type"), "text/event-stream; charset=utf-8");
  const texts = answer.body!.pipeThrough(new TextDecoderStream());
  const all = (async () => (await Array.fromAsync(texts)).join(""))();
  await keep(monitor.store, workflowRecord(), []);
  await monitor[Symbol.asyncDispose]();
  match(await all, /^retry: 1000\n\n/);
});

const EVIL = `"><script>alert(1)</script><img src=x onerror=alert(1)>'{{7*7}}`;

Deno.test("names, reasons and outputs that are markup are shown as what they are", async () => {
  await using monitor = await serveMonitor();
  const { store } = monitor;
  const folder = `${store.directory}/evil`;
  Deno.writeTextFileSync(folder, `${EVIL}\npassword hunter2\n`);
  const definition = {
    package: new URL("../fixtures/fake_jobs.ts", import.meta.url).href,
    namespace: "",
    name: "Writes",
  };
  const job = jobRecord({
    name: EVIL,
    reason: EVIL,
    host: EVIL,
    definition,
    parameters: { output: folder, __desc__: EVIL },
  });
  const source = { file: `/data/${EVIL}.vt`, version: 1, name: EVIL, mashup: EVIL };
  await keep(store, workflowRecord({ source, user: EVIL, parameters: { [EVIL]: EVIL } }), [job]);
  for (const path of ["/", "/jobs", `/workflows/${job.workflow}`, `/jobs/${job.workflow}/${job.id}`]) {
    const { status, body } = await rawRequest(monitor.port, { path, headers: { cookie: monitor.cookie } });
    equal(status, 200, path);
    match(body, /&lt;script&gt;alert\(1\)/, path);
    doesNotMatch(body, /<script>|<img|onerror=alert\(1\)>'/, path);
    doesNotMatch(body, /hunter2/, path);
  }
  const remove = {
    ...formOf(monitor, { job: `${job.workflow}/${job.id}`, then: "javascript:alert(1)" }),
    path: "/jobs/delete",
  };
  const { body } = await rawRequest(monitor.port, remove);
  match(body, /&lt;script&gt;/);
  doesNotMatch(body, /<script>alert|<img|javascript:/);
  notEqual(await store.kv.get(["job", job.workflow, job.id]), null);
});
