import { deepEqual, throws } from "node:assert/strict";
import { targetAt } from "../../../commands/targets/address.ts";

Deno.test("an address of ssh is a target called like the host", () => {
  deepEqual(targetAt("ssh://ada@lab.example.org:2222", undefined), {
    name: "lab",
    scheme: "ssh",
    parameters: { host: "lab.example.org", user: "ada", port: "2222" },
  });
  deepEqual(targetAt("ssh://lab", "big"), { name: "big", scheme: "ssh", parameters: { host: "lab" } });
  deepEqual(targetAt("ssh://10.0.0.7/", undefined).name, "host-10.0.0.7");
  deepEqual(targetAt("ssh://[fe80::1]:22", undefined), {
    name: "host-fe80--1",
    scheme: "ssh",
    parameters: { host: "fe80::1", port: "22" },
  });
});

Deno.test("an address of an agent has a port", () => {
  deepEqual(targetAt("https://lab:9000", undefined).parameters, { host: "lab", port: "9000" });
  deepEqual(targetAt("https://lab", undefined).parameters, { host: "lab", port: "443" });
});

for (
  const [address, why] of [
    ["ftp://lab", /one is ssh:/],
    ["ssh://", /one is ssh:|it names no host/],
    ["ssh://ada:secret@lab", /a password in it/],
    ["ssh://lab/home", /there is something behind the host/],
    ["https://ada@lab", /by their tokens/],
  ] as const
) {
  Deno.test(`${address} is refused`, () => throws(() => targetAt(address, undefined), why));
}
