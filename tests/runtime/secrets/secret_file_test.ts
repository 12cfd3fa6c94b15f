import { deepEqual, equal, throws } from "node:assert/strict";
import { changeSecret, readSecretFile, secretFile } from "../../../runtime/secrets/secret_file.ts";
import { openSecrets } from "../../../runtime/secrets/secrets.ts";
import { temporaryPlace } from "../../support/recorded_run.ts";

Deno.test("changeSecret() keeps secrets in a file that only its owner may read", () => {
  using place = temporaryPlace();
  const directory = `${place.directory}/new`;
  equal(changeSecret(directory, "A", "first"), false);
  equal(changeSecret(directory, "B", "two\nlines"), false);
  equal(changeSecret(directory, "A", "again"), true);
  deepEqual([...readSecretFile(directory)], [["A", "again"], ["B", "two\nlines"]]);
  equal(Deno.statSync(secretFile(directory)).mode! & 0o777, 0o600);
  equal(changeSecret(directory, "A", undefined), true);
  equal(changeSecret(directory, "A", undefined), false);
  deepEqual([...readSecretFile(directory).keys()], ["B"]);
  deepEqual([...Deno.readDirSync(directory)].map(({ name }) => name).sort(), ["secrets.json", "secrets.lock"]);
});

Deno.test("readSecretFile() refuses what others may read, and what is damaged without showing it", () => {
  using place = temporaryPlace();
  const path = secretFile(place.directory);
  Deno.writeTextFileSync(path, '{"A": "b"}', { mode: 0o644 });
  Deno.chmodSync(path, 0o644);
  throws(() => readSecretFile(place.directory), /others may read it, chmod 600 ends that$/);
  Deno.chmodSync(path, 0o600);
  for (const text of ["canary", '{"A": 1}', '{"1": "canary"}', "null"]) {
    Deno.writeTextFileSync(path, text);
    throws(() => readSecretFile(place.directory), { message: `Cannot read the secrets in ${path}: it is damaged` });
  }
});

Deno.test("openSecrets() prefers the environment, and masks both values", () => {
  using place = temporaryPlace();
  changeSecret(place.directory, "A", "from-file");
  const environment = { VT_SECRET_A: "from-environment", VT_SECRET_B: "", VT_SECRET_: "nameless", OTHER: "x" };
  const secrets = openSecrets(place.directory, environment);
  equal(secrets.valueOf("A"), "from-environment");
  deepEqual([...secrets.sources], [["A", "environment"]]);
  equal(secrets.mask("from-file, from-environment, nameless"), "***, ***, nameless");
});
