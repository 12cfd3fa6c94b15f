import { deepEqual, equal } from "node:assert/strict";
import { reveal, seal } from "../../../runtime/secrets/seal.ts";

const SECRETS = new Map([["TOKEN", "canary-1"], ["LONGER", "canary-1 and more"], ["SHORT", "abc"]]);
const valueOf = (name: string): string | undefined => SECRETS.get(name);

Deno.test("seal() puts references in the place of secrets, reveal() the secrets again", () => {
  const data = {
    header: "Bearer canary-1",
    both: ["canary-1 and more", 1, null, { "canary-1": true }],
    encoded: new TextEncoder().encode("canary-1").toBase64(),
    harmless: "${secret:TOKEN} and ${secret:} and ${secret:",
    short: "abc",
  };
  const sealed = seal(data, SECRETS);
  equal(sealed.header, "Bearer ${secret:TOKEN}");
  equal(sealed.both[0], "${secret:LONGER}");
  equal(/canary|Y2FuYXJ5/.test(JSON.stringify(sealed)), false);
  deepEqual(reveal(sealed, valueOf), data);
});

Deno.test("reveal() gives nothing for a secret that is gone", () => {
  equal(reveal("x${secret:GONE}y${secret:GONE:3}z", valueOf), "xyz");
});
