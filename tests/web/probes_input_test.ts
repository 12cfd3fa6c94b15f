/** Attacks with what is sent: addresses, paths, too much of it, and markup. */
import { deepEqual, doesNotMatch, equal } from "node:assert/strict";
import { BEARER, formOf, serveMonitor } from "../support/monitor.ts";
import { type Probe, signedIn, status, testProbes } from "../support/probes.ts";

/** A form that names where it goes on. */
function then(address: string): Probe[1] {
  return (monitor) => ({ ...formOf(monitor, { interval: "1m", then: address }), path: "/jobs/timer" });
}

const goesHome: Probe[2] = ({ status, headers }) => {
  equal(status, 303);
  equal(headers.get("location"), "/");
};

const noMarkup: Probe[2] = ({ body }) => doesNotMatch(body, /<script>alert|<img src=x/);

const PROBES: readonly Probe[] = [
  // Where it goes on after a form.
  ["on to another site", then("https://evil.example/"), goesHome],
  ["on to another site without scheme", then("//evil.example/"), goesHome],
  ["on to another site with a backslash", then("/\\evil.example/"), goesHome],
  ["on to a script", then("javascript:alert(1)"), goesHome],
  ["on with another header", then("/\r\nset-cookie: a=b"), (answer) => {
    equal(answer.status, 303);
    equal(answer.headers.get("location"), "/");
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
    (m) => ({ ...formOf(m, { workflow: "../store.sqlite3" }), path: "/jobs/pause" }),
    status(303),
  ],
  [
    "an execution that is a path",
    (m) => ({ ...formOf(m, {}), path: "/executions/..%2f..%2fx/interrupt" }),
    (answer, { asked }) => {
      equal(answer.status, 303);
      deepEqual(asked, []);
    },
  ],

  // Too much.
  ["a long address", signedIn(`/?search=${"a".repeat(9000)}`), status(414)],
  ["long headers", ({ cookie }) => ({ headers: { cookie, "x-long": "a".repeat(20_000) } }), status(400, 431)],
  ["a long body", (m) => ({ ...formOf(m, { all: "x".repeat(1_100_000) }), path: "/jobs/check" }), status(413)],
  [
    "a long body that does not say so",
    (m) => ({
      ...formOf(m, {}),
      path: "/jobs/check",
      body: `${(1_100_000).toString(16)}\r\n${"x".repeat(1_100_000)}\r\n0\r\n\r\n`,
      headers: { ...formOf(m, {}).headers, "transfer-encoding": "chunked" },
    }),
    status(413),
  ],
  [
    "a body that says that it is long",
    (m) => ({
      path: "/jobs/check",
      method: "POST",
      headers: { ...formOf(m, {}).headers, "content-length": "99999999999" },
    }),
    status(413),
  ],
  [
    "two lengths",
    (m) => ({
      path: "/jobs/check",
      method: "POST",
      headers: { ...formOf(m, {}).headers, "content-length": "5, 6" },
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
    "a file with a null character",
    () => ({ method: "POST", path: "/api/runs", headers: BEARER, body: '{"file":"/a.vt\\u0000"}' }),
    (answer, { asked }) => {
      equal(answer.status, 400);
      deepEqual(asked, []);
    },
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

testProbes("no path, length or text comes through", PROBES);

Deno.test("a body of which the sender leaves before its end is nobody's bug", async () => {
  await using monitor = await serveMonitor();
  const body = new ReadableStream({
    pull: (controller) => controller.error(new TypeError("the connection is closed")),
  });
  const request = new Request(`${monitor.origin}/api/jobs/check`, { method: "POST", headers: BEARER, body });
  equal((await monitor.app.fetch(request)).status, 400);
  deepEqual(monitor.asked, []);
});
