/** Attacks in a table: what is sent to a monitor, and what must come of it. */
import { deepEqual, ok } from "node:assert/strict";
import { type ServedMonitor, serveMonitor } from "./monitor.ts";
import { type RawAnswer, type RawRequest, rawRequest } from "./raw_http.ts";

/** One attack. */
export type Probe = readonly [
  name: string,
  request: (monitor: ServedMonitor) => RawRequest,
  expected: (answer: RawAnswer, monitor: ServedMonitor) => void,
];

/** The answer has one of these statuses. */
export function status(...wanted: number[]): Probe[2] {
  return ({ status }) => ok(wanted.includes(status), `it is ${status}`);
}

/** A page that a browser with a session asks for. */
export function signedIn(path: string): Probe[1] {
  return ({ cookie }) => ({ path, headers: { cookie, accept: "text/html" } });
}

/** Tries each against one monitor; none may come through, and none may be what the monitor did not think of. */
export function testProbes(what: string, probes: readonly Probe[]): void {
  Deno.test(what, async (t) => {
    await using monitor = await serveMonitor();
    for (const [name, request, expected] of probes) {
      await t.step(name, async () => {
        monitor.asked.length = 0;
        expected(await rawRequest(monitor.port, request(monitor)), monitor);
        deepEqual(monitor.asked.filter((line) => line.startsWith("complain")), []);
      });
    }
  });
}
