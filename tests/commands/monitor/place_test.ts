import { deepEqual, equal, throws } from "node:assert/strict";
import { makeCode, OneTimeCodes } from "../../../commands/monitor/codes.ts";
import { originsOf, readPlace } from "../../../commands/monitor/place.ts";

const NOTHING = {
  port: undefined,
  address: undefined,
  name: [],
  cert: undefined,
  key: undefined,
  "behind-proxy": undefined,
};

Deno.test("without options this machine alone is served, under its three names", () => {
  const place = readPlace(NOTHING);
  equal(place.hostname, "127.0.0.1");
  equal(place.port, 8377);
  deepEqual(originsOf(place, 8377), ["http://127.0.0.1:8377", "http://localhost:8377", "http://[::1]:8377"]);
});

Deno.test("another address is served under its own name and those that are given, with TLS alone", () => {
  throws(() => readPlace({ ...NOTHING, address: "10.0.0.7" }), /Cannot serve 10\.0\.0\.7 without TLS/);
  const tls = { cert: "c", key: "k" };
  const place = { hostname: "10.0.0.7", port: 443, tls, names: ["lab.example.org"] };
  deepEqual(originsOf(place, 443), ["https://lab.example.org", "https://10.0.0.7"]);
  deepEqual(originsOf({ ...place, hostname: "fe80::1", names: [] }, 8377), ["https://[fe80::1]:8377"]);
  equal(originsOf({ ...place, hostname: "0.0.0.0" }, 8377).includes("https://0.0.0.0:8377"), false);
});

Deno.test("behind a proxy the proxy's origin comes first", () => {
  const place = readPlace({ ...NOTHING, "behind-proxy": "https://vt.example.org" });
  equal(originsOf(place, 8377)[0], "https://vt.example.org");
  for (const wrong of ["https://vt.example.org/path", "vt.example.org", "ftp://a", "https://u:p@a.example", ""]) {
    throws(() => readPlace({ ...NOTHING, "behind-proxy": wrong }), /--behind-proxy must be such as/);
  }
  throws(() => readPlace({ ...NOTHING, name: ["a b"] }), /--name must be the name of a machine/);
});

Deno.test("a code is good once, for a day, and not for a monitor that began later", () => {
  const [token, now] = ["t0ken", 1_000_000];
  const codes = new OneTimeCodes(token, now);
  const code = makeCode(token, now);
  equal(codes.redeem(code, now), true);
  equal(codes.redeem(code, now), false);
  equal(codes.redeem(makeCode(token, now), now + 25 * 3600 * 1000), false);
  equal(codes.redeem(makeCode(token, now - 1), now), false);
  equal(codes.redeem(makeCode("other", now), now), false);
  for (const wrong of ["", ".", "..", "a.b.c", `${code}.d`]) equal(codes.redeem(wrong, now), false);
});
