/** Attacks on who may come in: foreign names, sessions of others, forms of other pages. */
import { equal } from "node:assert/strict";
import { newSession, SESSION_MS } from "../../web/safety/session.ts";
import { CODE, formOf, TOKEN } from "../support/monitor.ts";
import { type Probe, signedIn, status, testProbes } from "../support/probes.ts";

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
      ...formOf(m, { all: "1" }),
      path: "/jobs/check",
      headers: { ...formOf(m, {}).headers, origin: "https://evil.example" },
    }),
    status(403),
  ],
  [
    "a form without Origin",
    (m) => ({
      ...formOf(m, { all: "1" }),
      path: "/jobs/check",
      headers: { cookie: m.cookie, "content-type": "application/x-www-form-urlencoded" },
    }),
    status(403),
  ],
  [
    "a form of a page of the same site",
    (m) => ({
      ...formOf(m, { all: "1" }),
      path: "/jobs/check",
      headers: { ...formOf(m, {}).headers, "sec-fetch-site": "same-site" },
    }),
    status(403),
  ],
  [
    "a form as plain text",
    (m) => ({
      ...formOf(m, {}),
      path: "/jobs/check",
      headers: { ...formOf(m, {}).headers, "content-type": "text/plain" },
    }),
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
];

testProbes("no name, session or form of another comes through", PROBES);
