/** What the Job Monitor refuses: every route with every method, and the attacks that pages on loopback meet. */
import { deepEqual, doesNotMatch, equal, match, notEqual, ok } from "node:assert/strict";
import { formTokenOf, newSession, readSession, SESSION_MS } from "../../web/safety/session.ts";
import { changes } from "../../runtime/store/store.ts";
import { jobRecord, keep, workflowRecord } from "../support/job_records.ts";
import { CODE, type ServedMonitor, serveMonitor, TOKEN } from "../support/monitor.ts";
import { type RawAnswer, type RawRequest, rawRequest } from "../support/raw_http.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"];
const BEARER = { authorization: `Bearer ${TOKEN}` };

/** The paths of all routes, with something in the place of what is named in them. */
function pathsOf({ app }: ServedMonitor): readonly string[] {
  const paths = app.routes.map(({ path }) => path).filter((path) => !path.includes("*"));
  return [...new Set(paths)].map((path) => path.replaceAll(/:\w+/g, "1aaaaaaa"));
}

/** A form of a session, as its own page sends it. */
function form(monitor: ServedMonitor, fields: Record<string, string>): RawRequest {
  const session = readSession(monitor.cookie.split("=")[1], { token: TOKEN }, Date.now())!;
  return {
    method: "POST",
    headers: {
      cookie: monitor.cookie,
      origin: monitor.origin,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: String(new URLSearchParams({ form_token: formTokenOf(session, { token: TOKEN }), ...fields })),
  };
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
        const answer = await rawRequest(monitor.port, { ...form(monitor, {}), method, path, body });
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

type Probe = readonly [
  name: string,
  request: (monitor: ServedMonitor) => RawRequest,
  expected: (answer: RawAnswer, monitor: ServedMonitor) => void,
];

const status = (...wanted: number[]) => ({ status }: RawAnswer): void => ok(wanted.includes(status), `it is ${status}`);
const signedIn = (path: string) => ({ cookie }: ServedMonitor): RawRequest => ({
  path,
  headers: { cookie, accept: "text/html" },
});
const then = (address: string) => (monitor: ServedMonitor): RawRequest => ({
  ...form(monitor, { interval: "1m", then: address }),
  path: "/jobs/timer",
});
const goesHome = ({ status, headers }: RawAnswer): void => {
  equal(status, 303);
  equal(headers.get("location"), "/");
};

const PROBES: readonly Probe[] = [
  // Names under which it is not served: a name that somebody lets point here would make their page ours.
  [
    "rebinding: a foreign name with a good session",
    ({ cookie, port }) => ({ headers: { cookie, host: `rebound.example:${port}` } }),
    status(421),
  ],
  [
    "rebinding: localhost with a dot",
    ({ cookie, port }) => ({ headers: { cookie, host: `localhost.:${port}` } }),
    status(421),
  ],
  [
    "rebinding: our address inside a name",
    ({ cookie, port }) => ({ headers: { cookie, host: `127.0.0.1.nip.io:${port}` } }),
    status(421),
  ],
  ["rebinding: 0.0.0.0", ({ cookie, port }) => ({ headers: { cookie, host: `0.0.0.0:${port}` } }), status(421)],
  [
    "rebinding: an address written as one number",
    ({ cookie, port }) => ({ headers: { cookie, host: `2130706433:${port}` } }),
    status(421),
  ],
  [
    "rebinding: a user before the name",
    ({ cookie, port }) => ({ headers: { cookie, host: `127.0.0.1:${port}@evil.example` } }),
    status(400, 421),
  ],
  ["rebinding: an empty name", ({ cookie }) => ({ headers: { cookie, host: "" } }), status(400, 421)],
  [
    "rebinding: the whole address in the first line",
    ({ cookie, port }) => ({ path: `http://evil.example:${port}/`, headers: { cookie } }),
    status(400, 421),
  ],
  [
    "rebinding: a forwarded name counts nothing",
    ({ cookie, port }) => ({
      headers: { cookie, host: `evil.example:${port}`, "x-forwarded-host": `127.0.0.1:${port}` },
    }),
    status(421),
  ],
  [
    "rebinding: events under a foreign name",
    ({ cookie }) => ({ path: "/events", headers: { cookie, host: "evil.example" } }),
    status(421),
  ],

  // Sessions.
  [
    "a session that is over",
    () => ({ headers: { cookie: `vt-test=${newSession({ token: TOKEN }, Date.now() - SESSION_MS - 1)}` } }),
    status(401),
  ],
  [
    "a session signed by somebody else",
    () => ({ headers: { cookie: `vt-test=${newSession({ token: "other" }, Date.now())}` } }),
    status(401),
  ],
  [
    "a session whose end was moved",
    ({ cookie }) => ({ headers: { cookie: cookie.replace(/=\d/, "=9") } }),
    status(401),
  ],
  [
    "a session without signature",
    ({ cookie }) => ({ headers: { cookie: cookie.split(".").slice(0, 2).join(".") } }),
    status(401),
  ],
  ["a session with more behind it", ({ cookie }) => ({ headers: { cookie: `${cookie}.x` } }), status(401)],
  ["the token in the place of a session", () => ({ headers: { cookie: `vt-test=${TOKEN}` } }), status(401)],
  ["the token in the address", () => ({ path: `/?token=${TOKEN}` }), status(401)],
  ["an empty token", () => ({ headers: { authorization: "Bearer " } }), status(401)],
  ["a token with more behind it", () => ({ headers: { authorization: `Bearer ${TOKEN} x` } }), status(401)],
  ["a link with a wrong code", () => ({ path: "/enter?code=wrong" }), status(401)],
  ["a link without code", () => ({ path: "/enter" }), status(401)],
  [
    "a link from a foreign page's script",
    () => ({ path: `/enter?code=${CODE}`, headers: { origin: "https://evil.example" } }),
    status(403),
  ],
  ["a link that is only looked at", () => ({ method: "HEAD", path: `/enter?code=${CODE}` }), status(401)],

  // Forms of others.
  [
    "a foreign page's form",
    (m) => ({
      ...form(m, { all: "1" }),
      path: "/jobs/check",
      headers: { ...form(m, {}).headers, origin: "https://evil.example" },
    }),
    status(403),
  ],
  [
    "a form without Origin",
    (m) => ({
      ...form(m, { all: "1" }),
      path: "/jobs/check",
      headers: { cookie: m.cookie, "content-type": "application/x-www-form-urlencoded" },
    }),
    status(403),
  ],
  [
    "a form of a page of the same site",
    (m) => ({
      ...form(m, { all: "1" }),
      path: "/jobs/check",
      headers: { ...form(m, {}).headers, "sec-fetch-site": "same-site" },
    }),
    status(403),
  ],
  [
    "a form as plain text",
    (m) => ({ ...form(m, {}), path: "/jobs/check", headers: { ...form(m, {}).headers, "content-type": "text/plain" } }),
    status(403),
  ],
  [
    "JSON of a browser without the form's token",
    (m) => ({
      method: "POST",
      path: "/api/jobs/check",
      body: "{}",
      headers: { cookie: m.cookie, origin: m.origin, "content-type": "application/json" },
    }),
    status(403),
  ],
  ["a change by GET", signedIn("/jobs/check"), status(404)],
  [
    "a change by GET that says that it is POST",
    ({ cookie }) => ({ path: "/jobs/check?_method=POST", headers: { cookie, "x-http-method-override": "POST" } }),
    status(404),
  ],
  [
    "a foreign page's picture of ours",
    ({ cookie }) => ({
      headers: { cookie, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" },
    }),
    status(403),
  ],
  [
    "a foreign page's frame of ours",
    ({ cookie }) => ({
      headers: { cookie, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" },
    }),
    status(403),
  ],
  [
    "events from a foreign page",
    ({ cookie }) => ({
      path: "/events",
      headers: { cookie, origin: "https://evil.example", accept: "text/event-stream" },
    }),
    status(403),
  ],
  [
    "a question before a request from elsewhere",
    () => ({
      method: "OPTIONS",
      path: "/api/jobs/check",
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    }),
    (answer) => {
      equal(answer.status, 405);
      equal(answer.headers.get("access-control-allow-origin"), undefined);
    },
  ],
  [
    "a socket",
    ({ cookie }) => ({
      path: "/events",
      headers: {
        cookie,
        origin: "https://evil.example",
        connection: "upgrade",
        upgrade: "websocket",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-version": "13",
      },
    }),
    status(403),
  ],

  // Where it goes on after a form.
  ["on to another site", then("https://evil.example/"), goesHome],
  ["on to another site without scheme", then("//evil.example/"), goesHome],
  ["on to another site with a backslash", then("/\\evil.example/"), goesHome],
  ["on to a script", then("javascript:alert(1)"), goesHome],
  ["on with another header", then("/\r\nset-cookie: a=b"), (answer) => {
    goesHome(answer);
    equal(answer.headers.get("set-cookie")?.includes("a=b"), false);
  }],

  // Paths.
  ["out of the static files", signedIn("/static/../deno.json"), status(404)],
  ["out of the static files, encoded", signedIn("/static/..%2f..%2fdeno.json"), status(404)],
  ["out of the static files, encoded twice", signedIn("/static/..%252fdeno.json"), status(404)],
  ["out of the static files, with dots encoded", signedIn("/static/%2e%2e/%2e%2e/etc/passwd"), status(404)],
  ["an absolute path", signedIn("/static//etc/passwd"), status(404)],
  ["a name that every object has", signedIn("/static/constructor"), status(404)],
  ["another name that every object has", signedIn("/static/__proto__"), status(404)],
  ["a path with a zero byte", signedIn("/static/style.css%00.png"), status(404)],
  ["a path with wrong bytes", signedIn("/workflows/%ff%fe"), status(400, 404)],
  ["a workflow that is a path", signedIn("/workflows/..%2f..%2f..%2fetc%2fpasswd"), status(404)],
  ["a job that is a path", signedIn("/jobs/1aaaaaaa/..%2f..%2fetc%2fpasswd"), status(404)],
  [
    "a lease that is a path",
    (m) => ({ ...form(m, { workflow: "../store.sqlite3" }), path: "/jobs/pause" }),
    status(303),
  ],
  [
    "an execution that is a path",
    (m) => ({ ...form(m, {}), path: "/executions/..%2f..%2fx/interrupt" }),
    (answer, { asked }) => {
      equal(answer.status, 303);
      deepEqual(asked, []);
    },
  ],

  // Too much.
  ["a long address", signedIn(`/?search=${"a".repeat(9000)}`), status(414)],
  ["long headers", ({ cookie }) => ({ headers: { cookie, "x-long": "a".repeat(20_000) } }), status(400, 431)],
  ["a long body", (m) => ({ ...form(m, { all: "x".repeat(1_100_000) }), path: "/jobs/check" }), status(413)],
  [
    "a long body that does not say so",
    (m) => ({
      ...form(m, {}),
      path: "/jobs/check",
      body: `${(1_100_000).toString(16)}\r\n${"x".repeat(1_100_000)}\r\n0\r\n\r\n`,
      headers: { ...form(m, {}).headers, "transfer-encoding": "chunked" },
    }),
    status(413),
  ],
  [
    "a body that says that it is long",
    (m) => ({
      path: "/jobs/check",
      method: "POST",
      headers: { ...form(m, {}).headers, "content-length": "99999999999" },
    }),
    status(413),
  ],
  [
    "two lengths",
    (m) => ({
      path: "/jobs/check",
      method: "POST",
      headers: { ...form(m, {}).headers, "content-length": "5, 6" },
      body: "",
    }),
    status(400, 403),
  ],
  ["a page too many", () => ({ path: "/api/executions?limit=100000", headers: BEARER }), status(400)],
  [
    "a part too long",
    () => ({ path: "/api/workflows/1aaaaaaa/jobs/x/output?length=99999999", headers: BEARER }),
    status(400),
  ],
  ["a parameter that nobody knows", () => ({ path: "/api/executions?sort=evil", headers: BEARER }), status(400)],
  ["JSON that is none", () => ({ method: "POST", path: "/api/runs", headers: BEARER, body: "{" }), status(400)],
  [
    "JSON that is deep",
    () => ({ method: "POST", path: "/api/runs", headers: BEARER, body: "[".repeat(200_000) }),
    status(400),
  ],
  [
    "JSON with a prototype",
    () => ({ method: "POST", path: "/api/runs", headers: BEARER, body: '{"file":"/a.vt","__proto__":{"isNew":true}}' }),
    status(400),
  ],
  [
    "a file that is an option",
    () => ({ method: "POST", path: "/api/runs", headers: BEARER, body: '{"file":"--store=/tmp/x"}' }),
    (answer, { asked }) => {
      equal(answer.status, 400);
      deepEqual(asked, []);
    },
  ],
  [
    "a value that is an option",
    () => ({ method: "POST", path: "/api/runs", headers: BEARER, body: '{"file":"/a.vt","set":{"n":"--new"}}' }),
    (_, { asked }) => {
      deepEqual(asked, ["start run /a.vt --set=n=--new --quiet"]);
    },
  ],
  [
    "targets that are an option",
    () => ({ method: "POST", path: "/api/runs", headers: BEARER, body: '{"file":"/a.vt","targets":"--x"}' }),
    status(400),
  ],
  [
    "a workflow to continue that is an option",
    () => ({ method: "POST", path: "/api/workflows/--new/resume", headers: BEARER }),
    (answer, { asked }) => {
      equal(answer.status, 400);
      deepEqual(asked, []);
    },
  ],

  // What is said by others is data.
  ["a script in a search", signedIn("/?search=%3Cscript%3Ealert(1)%3C/script%3E"), noMarkup],
  ["a script in a search of jobs", signedIn("/jobs?search=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E"), noMarkup],
  ["a script in a state", signedIn("/jobs?state=%3Cscript%3Ealert(1)%3C/script%3E"), noMarkup],
  ["a script in a path", signedIn("/%3Cscript%3Ealert(1)%3C/script%3E"), noMarkup],
  [
    "what was said, made by another",
    ({ cookie }) => ({ headers: { cookie: `${cookie}; vt-test-said=${btoa('{"lines":["<b>evil</b>"]}')}.00` } }),
    (answer) => {
      equal(answer.status, 200);
      doesNotMatch(answer.body, /evil/);
    },
  ],
];

function noMarkup({ body }: RawAnswer): void {
  doesNotMatch(body, /<script>alert|<img src=x/);
}

Deno.test("no probe comes through", async (t) => {
  await using monitor = await serveMonitor();
  ok(PROBES.length >= 60, `only ${PROBES.length} probes`);
  for (const [name, request, expected] of PROBES) {
    await t.step(name, async () => {
      monitor.asked.length = 0;
      expected(await rawRequest(monitor.port, request(monitor)), monitor);
      deepEqual(monitor.asked.filter((line) => line.startsWith("complain")), []);
    });
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
  const remove = { ...form(monitor, { job: `${job.workflow}/${job.id}` }), path: "/jobs/delete" };
  const { body } = await rawRequest(monitor.port, remove);
  match(body, /&lt;script&gt;/);
  doesNotMatch(body, /<script>alert|<img/);
  notEqual(await store.kv.get(["job", job.workflow, job.id]), null);
});
