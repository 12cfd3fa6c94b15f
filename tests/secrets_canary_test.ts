/** A workflow that leaks its secret in every way that a module has: afterwards it is nowhere. */
import assert from "node:assert/strict";
import { changeSecret } from "../runtime/secrets/secret_file.ts";
import { OtlpReceiver } from "./support/otlp_receiver.ts";
import { temporaryPlace } from "./support/recorded_run.ts";
import { type Finished, vt } from "./support/vt_process.ts";

const CANARY = 'can"ary/7 f1e2d3';
const HEAD = 'import { defineModule, ModuleError, PathValue, port, types as t, workflow } from "vt";\n';

const LEAK = `${HEAD}
import { String as Text } from "vt/basic";

const everywhere = Deno.env.has("HERE") ? undefined : { worker: true, process: true };
export const Leak = defineModule({
  name: "Leak",
  inputs: { n: port(t.Integer), text: port(t.String, { default: "" }) },
  outputs: { value: port(t.Variant) },
  secrets: ["CANARY"],
  parallelizable: everywhere,
  compute: ({ n }, context) => {
    const secret = context.secret("CANARY");
    const base64 = new TextEncoder().encode("a" + secret).toBase64();
    context.print("printed " + secret + "\\n");
    for (const character of secret) context.print(character);
    context.print(" " + base64 + "\\n");
    console.log("console", secret, { secret });
    console.error("error", secret, { secret });
    context.log("logged " + secret + " " + encodeURIComponent(secret));
    context.annotate("key " + secret, { deep: [secret, new Map([[secret, base64]])] });
    context.progress(0.5, "progress " + secret);
    context.remoteExecution("by " + secret, { [secret]: secret })
      .task({ machine: { name: secret, os: secret }, function: secret, description: "did " + secret });
    return { value: [secret, base64, "x".repeat(20_000) + secret, new TextEncoder().encode("12" + secret)][n] };
  },
});

export const LeakFile = defineModule({
  name: "LeakFile",
  inputs: { isFolder: port(t.Boolean) },
  outputs: { path: port(t.Path) },
  secrets: ["CANARY"],
  parallelizable: everywhere,
  compute: ({ isFolder }, context) => {
    const secret = context.secret("CANARY");
    const path = context.temporaryPath(isFolder ? "directory" : "file");
    if (isFolder) Deno.writeTextFileSync(path + "/" + encodeURIComponent(secret), "clean");
    else Deno.writeTextFileSync(path, "x".repeat(2 ** 20 - 5) + secret);
    return { path: new PathValue(path) };
  },
});

export const LeakName = defineModule({
  name: "LeakName",
  inputs: {},
  outputs: { file: port(t.File) },
  secrets: ["CANARY"],
  parallelizable: everywhere,
  compute: (_, context) => ({ file: new PathValue("/nonexistent/" + context.secret("CANARY")) }),
});

export const Fail = defineModule({
  name: "Fail",
  inputs: { kind: port(t.Integer) },
  outputs: { value: port(t.String) },
  secrets: ["CANARY"],
  parallelizable: everywhere,
  compute: ({ kind }, context) => {
    const secret = context.secret("CANARY");
    if (kind === 0) throw new ModuleError("it is " + secret);
    if (kind === 1) throw new Error(secret, { cause: secret });
    const error = new TypeError("strange");
    error.stack = "at " + secret;
    throw error;
  },
});

export default workflow("leaks", ({ add, output, parameter }) => {
  const given = parameter("given", t.String, "none");
  for (let n = 0; n < 4; n++) output("leak" + n, add(Leak, { n, text: given }).value);
  for (const isFolder of [true, false]) output("file" + isFolder, add(LeakFile, { isFolder }).path);
  output("name", add(LeakName, {}).file);
  output("parameter", add(Text, { value: given }).value);
  for (let kind = 0; kind < 3; kind++) add(Fail, { kind });
});
`;

const JOB = `${HEAD}
import { defineJob } from "vt";
export const Leaky = defineJob({
  name: "Leaky",
  inputs: {},
  outputs: { found: port(t.Boolean) },
  secrets: ["CANARY"],
  readInputs: (_, context) => ({ header: "Bearer " + context.secret("CANARY"), gate: Deno.env.get("GATE")! }),
  start: (parameters) => ({ ...parameters, address: "https://x/" + encodeURIComponent(parameters.header) }),
  handle: ({ header, gate }, context) => ({
    finished: () => {
      if (header !== "Bearer " + context.secret("CANARY")) throw new Error("the header is " + header);
      try {
        Deno.statSync(gate);
        return true;
      } catch {
        throw new Error("not yet, " + header);
      }
    },
  }),
  finish: (parameters) => parameters,
  setResults: ({ header, address }, context) => ({
    found: header === "Bearer " + context.secret("CANARY") &&
      address === "https://x/" + encodeURIComponent("Bearer " + context.secret("CANARY")),
  }),
  jobName: ({ header }) => header,
});
export default workflow("job", ({ add, output, parameter }) => {
  parameter("given", t.String, "none");
  output("found", add(Leaky, {}).found);
});
`;

/** A group that fails, and may be sent as a whole. */
const FAILS = `
import { group } from "vt";
const Fails = group("Fails", { inputs: { kind: port(t.Integer) }, outputs: { value: port(t.String) } },
  ({ kind }, { add }) => ({ value: add(Fail, { kind }).value }));
`;

/** The forms in which it must not be found. */
const FORMS = [
  CANARY,
  JSON.stringify(CANARY).slice(1, -1),
  encodeURIComponent(CANARY),
  ...["", "a", "12"].map((before) => new TextEncoder().encode(before + CANARY).toBase64().slice(4, 20)),
];

function assertClean(ran: Finished, directory: string): void {
  for (const form of FORMS) {
    assert.equal((ran.stdout + ran.stderr).includes(form), false, `${form} was shown:\n${ran.stdout}${ran.stderr}`);
  }
  for (const path of filesIn(directory)) {
    const content = new TextDecoder("latin1").decode(Deno.readFileSync(path));
    for (const form of FORMS) assert.equal((path + content).includes(form), false, `${form} is in ${path}`);
  }
}

function* filesIn(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* filesIn(`${folder}/${name}`);
    else if (name !== "secrets.json") yield `${folder}/${name}`;
  }
}

interface Stage extends Disposable {
  readonly script: string;
  /** What was notified, and the environment that it had. */
  readonly notices: string;
  readonly store: string;
  readonly gate: string;
}

function stage(text: string): Stage {
  const place = temporaryPlace();
  const script = `${place.directory}/leaks.ts`;
  const store = `${place.directory}/store`;
  Deno.writeTextFileSync(script, text);
  changeSecret(store, "CANARY", CANARY);
  const notices = `${place.directory}/notices`;
  Deno.mkdirSync(notices);
  return { script, notices, store, gate: `${place.directory}/gate`, [Symbol.dispose]: () => place[Symbol.dispose]() };
}

for (const where of [["--target", "here"], ["--target", "worker"], ["--target", "process"]]) {
  for (const how of [["--json", "--outputs"], []]) {
    Deno.test(`a canary does not get out: vt run ${[...where, ...how].join(" ")}`, async () => {
      using at = stage(LEAK);
      const tell = ["--", "sh", "-c", `{ cat; env; } >'${at.notices}/notice'`];
      assert.equal((await vt(["notify", "add", "--store", at.store, ...tell])).code, 0);
      const isHere = where[1] === "here";
      const args = ["--set", `given=x${CANARY}x`, "--store", at.store, ...(isHere ? [] : where), ...how];
      const ran = await vt(["run", at.script, ...args], isHere ? { HERE: "1" } : {});
      assert.equal(ran.code, 1, ran.stderr);
      assert.match(ran.stdout, /printed \*\*\*(\\n|\n)\*\*\* /);
      assert.match(ran.stderr, /logged \*\*\* \*\*\*/);
      assertClean(ran, at.store);
      assert.match(Deno.readTextFileSync(`${at.notices}/notice`), /"errors":\[.*it is \*\*\*/);
      assertClean(ran, at.notices);
      for (const args of [["log", "show", "--json"], ["log", "show"], ["log", "--json"]]) {
        assertClean(await vt([...args, "--store", at.store]), at.store);
      }
    });
  }
}

const EXPORTS = ["json", "xml", "vistrails", "prov-json", "openlineage"].map((
  format,
) => ["log", "export", "--format", format]);

for (const where of ["here", "worker", "process"]) {
  Deno.test(`a canary is in no export and in nothing that is made of a record: ${where}`, async () => {
    using at = stage(LEAK);
    const environment = { VT_STORE: at.store, ...(where === "here" ? { HERE: "1" } : {}) };
    const ran = await vt(["run", at.script, "--set", `given=x${CANARY}x`, "--target", where, "-q"], environment);
    assert.equal(ran.code, 1, ran.stderr);
    const crate = ["log", "export", "--format", "ro-crate", "-o", `${at.notices}/crate`];
    const [{ id }] = (await vt(["log", "--json"], environment)).stdout.split("\n", 1).map((line) => JSON.parse(line));
    const verify = ["log", "verify"];
    for (const args of [...EXPORTS, crate, verify, [...verify, "--json"], ["targets", "from-log", id]]) {
      const done = await vt(args, environment);
      assert.equal(done.code, args[1] === "verify" ? 1 : 0, done.stderr); // what it names is not there
      assertClean(done, at.notices);
    }
    const again = await vt(["run", "--from-log", id, "--compare", "--json", "--outputs"], environment);
    assert.equal(JSON.parse(again.stdout.split("\n")[0]).results.parameter, "x***x", again.stderr);
    assertClean(again, at.store);
  });

  Deno.test(`a canary is in no span and in no figure: ${where}`, async () => {
    using at = stage(
      LEAK.replace("Fail, { kind }", "Fails, { kind }").replace("export default", `${FAILS}export default`),
    );
    await using receiver = new OtlpReceiver();
    const environment = { VT_STORE: at.store, ...receiver.environment, ...(where === "here" ? { HERE: "1" } : {}) };
    const ran = await vt(["run", at.script, "--set", `given=x${CANARY}x`, "--target", where, "-q"], environment);
    assert.equal(ran.code, 1, ran.stderr);
    assert.ok(receiver.spans.some(({ status }) => status.message === "it is ***"));
    for (const form of FORMS) assert.equal(receiver.texts.join("\n").includes(form), false, form);
  });
}

Deno.test("the parameters of a job that have a secret are kept without it, and complete when it goes on", async () => {
  using at = stage(JOB);
  const environment = { GATE: at.gate };
  const store = ["--store", at.store];
  const begun = await vt(["run", at.script, "--set", `given=${CANARY}`, ...store], environment);
  assert.equal(begun.code, 75, begun.stderr);
  assertClean(begun, at.store);
  const checked = await vt(["jobs", "check", "--json", ...store], environment);
  assert.match(checked.stdout, /not yet, Bearer \*\*\*/);
  assertClean(checked, at.store);
  Deno.writeTextFileSync(at.gate, "");
  const ended = await vt(["resume", ...store], environment);
  assert.deepEqual([ended.code, ended.stdout], [0, "found = true\n"], ended.stderr);
  assertClean(ended, at.store);
});

Deno.test("a run whose modules need a secret that is not set does not begin", async () => {
  using at = stage(LEAK);
  changeSecret(at.store, "CANARY", undefined);
  const ran = await vt(["run", at.script, "--json", "--store", at.store]);
  const { status, problems } = JSON.parse(ran.stdout);
  assert.deepEqual([ran.code, status, problems.length], [2, "invalid", 10]);
  assert.equal(problems[0].message, "Secret CANARY is not set: vt secrets set CANARY sets it");
  const given = await vt(["run", at.script, "--json", "--store", at.store], { VT_SECRET_CANARY: CANARY });
  assert.equal(given.code, 1);
  assertClean(given, at.store);
});
