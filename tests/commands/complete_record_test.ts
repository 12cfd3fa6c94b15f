/** Whatever way a module is run, the record says of it what the module wrote down itself. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { FailedAttempt } from "../../runtime/record/execution_event.ts";
import type { IterationExec, ModuleExec, WorkflowExec } from "../../runtime/record/log.ts";
import { hashVersions } from "../../runtime/vistrail/workflow_hash.ts";
import { openVistrail } from "../../runtime/vt_file/bundle.ts";
import type { Entry } from "../fixtures/ledger.ts";
import { targets } from "../fixtures/ledger_everywhere.ts";
import { targets as repeatedTargets } from "../fixtures/ledger_repeated.ts";
import { action, addModule, vistrailXml } from "../fixtures/make_vistrail.ts";
import { makeZip } from "../fixtures/make_zip.ts";
import { SSHD, Sshd, SSHD_NOTICE } from "../support/sshd.ts";
import { type Finished, startVt, vt } from "../support/vt_process.ts";

/** Clocks of several programs differ by so many milliseconds. */
const CLOCKS = 20;
/** The modules of the fixtures that write into the ledger. */
const WRITERS = new Set([
  "Add",
  "Later",
  "Picky",
  "Says",
  "Effect",
  "Waits",
  "Job",
  "Hangs",
  "Wide",
  "Length",
  "Flaky",
  "Sleeps",
  "Pair",
  "Even",
]);

type Recorded = WorkflowExec & { readonly modules: readonly ModuleExec[]; readonly printed?: readonly string[] };

/** A folder with a ledger and a store, removed when disposed of. */
class Stage implements Disposable {
  readonly #folder = Deno.makeTempDirSync();
  readonly go = `${this.#folder}/go`;
  readonly environment = {
    LEDGER: `${this.#folder}/ledger`,
    GO: this.go,
    VT_STORE: `${this.#folder}/store`,
    TMPDIR: this.#folder, // what a killed run could not remove goes with it
  };

  constructor() {
    this.clear();
    this.prefer(targets);
  }

  /** Sets the targets, by the paths of modules. */
  prefer(targets: Readonly<Record<string, string>>): void {
    const preferences = Object.entries(targets).map(([path, target]) =>
      `<moduleExecutionPreference module_id="${path}" preference="${target}"/>`
    );
    Deno.writeTextFileSync(this.targets, `<executionConfiguration>${preferences.join("")}</executionConfiguration>`);
  }

  get targets(): string {
    return `${this.#folder}/targets.xml`;
  }

  /** What modules wrote since the ledger was cleared. */
  get entries(): readonly Entry[] {
    const lines = Deno.readTextFileSync(this.environment.LEDGER).split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line));
  }

  clear(): void {
    Deno.writeTextFileSync(this.environment.LEDGER, "");
  }

  async run(...args: string[]): Promise<Finished> {
    return await vt(args, this.environment);
  }

  async record(): Promise<Recorded> {
    const { stdout, stderr } = await this.run("log", "show", "--json");
    assert.equal(stderr, "");
    return JSON.parse(stdout);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#folder, { recursive: true });
  }
}

function fixture(name: string): string {
  return new URL(`../fixtures/${name}.ts`, import.meta.url).pathname;
}

/** One computation in a record: a module, or an iteration of its loop. */
interface Computed {
  readonly at: string;
  readonly exec: ModuleExec;
  readonly span: Pick<ModuleExec, "state" | "startedAt" | "finishedAt" | "error">;
}

/** What was computed of the modules that write, in the order of iterations. */
function computedIn({ modules }: Recorded): readonly Computed[] {
  return modules.filter(({ name, state }) => WRITERS.has(name) && state !== "cached")
    .toSorted((a, b) => (a.inIteration ?? "").localeCompare(b.inIteration ?? "", "en", { numeric: true }))
    .flatMap((exec) => [...spansOf(exec, exec.failedAttempts ?? [])].map((span) => ({ at: exec.path, exec, span })));
}

/** Each attempt, those that failed before the one that counted. */
function* spansOf(
  exec: { readonly loop?: readonly IterationExec[] } & Computed["span"],
  attempts: readonly FailedAttempt[],
  iteration?: string,
): Generator<Computed["span"]> {
  if (exec.loop === undefined) {
    for (const attempt of attempts) if (attempt.iteration === iteration) yield { ...attempt, state: "failed" };
    yield exec;
  }
  for (const inside of exec.loop ?? []) {
    yield* spansOf(inside, attempts, iteration === undefined ? String(inside.number) : `${iteration}/${inside.number}`);
  }
}

function byPlace<T extends { readonly at: string }>(all: readonly T[]): Map<string, T[]> {
  return Map.groupBy(all, ({ at }) => at);
}

/** Each entry stands in the record, at its place and time, and nothing else does. */
function compare(entries: readonly Entry[], record: Recorded): void {
  const ended = entries.filter(({ end }) => end !== undefined);
  const written = byPlace(ended.toSorted((a, b) => a.input - b.input || a.start - b.start));
  const all = computedIn(record).filter(({ span }) => span.finishedAt !== undefined);
  const computed = byPlace(all.filter(({ span }) => !isTimedOut(span)));
  assert.deepEqual(new Set(computed.keys()), new Set(written.keys()));
  for (const [at, own] of written) {
    const recorded = computed.get(at)!;
    assert.equal(recorded.length, own.length, `${at}: ${JSON.stringify(recorded)}`);
    for (const [i, entry] of own.entries()) comparePair(entry, recorded[i]);
  }
}

/** It was ended: it could not write that. */
function isTimedOut({ error = "" }: Computed["span"]): boolean {
  return error.startsWith("Timeout: ");
}

function comparePair(entry: Entry, { exec, span }: Computed): void {
  const text = `${JSON.stringify(entry)} ${JSON.stringify(exec)}`;
  assert.ok(span.startedAt - CLOCKS <= entry.start && entry.end! <= span.finishedAt! + CLOCKS, text);
  assert.equal(entry.error, span.error?.replace("Uncaught exception: ", ""), text);
  if (entry.error === undefined) assert.equal(span.state, "completed", text);
  const value = span === exec ? exec.outputs?.value : undefined;
  if (value !== undefined) assert.deepEqual(value, { value: entry.value }, text);
  else if (exec.loop === undefined) assert.notEqual(span.state, "completed", text);
}

Deno.test("the record has all that modules do here, elsewhere, in groups, chains and loops", async () => {
  using stage = new Stage();
  const ran = await stage.run("run", fixture("ledger_everywhere"), "--targets", stage.targets);
  assert.equal(ran.code, 1, ran.stderr);
  const record = await stage.record();
  assert.ok(stage.entries.length > 60);
  compare(stage.entries, record);
  for (const { path, remote = [], state } of record.modules) {
    const target = targets[path] ?? targets[path.split(",")[0]];
    const whole = remote.filter(({ tasks }) => tasks === undefined);
    const wanted = target === undefined ? [] : [{ scheme: target, annotations: { target }, machine: 1 }];
    assert.deepEqual(whole, wanted, `${path} ${state}`);
  }
  const iterationsOf = (path: string) => record.modules.find((module) => module.path === path)?.loop;
  for (const path of ["7", "8"]) {
    assert.deepEqual(iterationsOf(path)?.map(({ state }) => state), ["completed", "completed", "completed", "failed"]);
  }
  for (const path of ["18", "19"]) {
    const numbers = iterationsOf(path)?.map(({ number, loop }) => [number, loop?.map(({ number }) => number)]);
    assert.deepEqual(numbers, [[0, [0, 1]], [1, [0]]]);
  }
  for (const path of ["14,3", "14,4", "15,3", "15,4"]) {
    const modules = record.modules.filter((module) => module.path === path);
    assert.deepEqual(modules.map(({ inIteration }) => inIteration).sort(), ["0", "1", "2", "3"]);
  }
  const text = record.modules.find(({ name }) => name === "Wide")?.outputs?.text;
  const hash = createHash("sha256").update("x".repeat(200_000)).digest("hex");
  assert.deepEqual(text, { type: "str", size: 200_000, hash });
  assert.deepEqual(record.modules.filter(({ isGroup }) => isGroup).map(({ path }) => path).sort(), [
    "12",
    "13",
    "14",
    "15",
  ]);
  assert.match(record.hash ?? "", /^[0-9a-f]{64}$/);
});

Deno.test({
  name: `the record has all that modules do at an agent${SSHD_NOTICE}`,
  ignore: SSHD === undefined,
  fn: async () => {
    using stage = new Stage();
    await using sshd = await Sshd.start();
    const { LEDGER, GO } = stage.environment;
    sshd.installVt("one", { LEDGER, GO });
    assert.equal((await stage.run("targets", "add", "ssh://one", `--ssh-config=${sshd.config}`)).code, 0);
    stage.prefer(Object.fromEntries(Object.keys(targets).map((path) => [path, "one"])));
    const ran = await stage.run("run", fixture("ledger_everywhere"), "--targets", stage.targets);
    assert.equal(ran.code, 1, ran.stderr);
    const record = await stage.record();
    compare(stage.entries, record);
    for (const { path, remote = [], state } of record.modules) {
      const isThere = (targets[path] ?? targets[path.split(",")[0]]) !== undefined;
      const whole = remote.filter(({ tasks }) => tasks === undefined);
      const reached = whole.map(({ scheme, annotations, machine }) => [scheme, annotations?.target, machine]);
      assert.deepEqual(reached, isThere ? [["ssh", "one", 1]] : [], `${path} ${state}`);
    }
  },
});

Deno.test("the record has each iteration and attempt, and what others run", async () => {
  using stage = new Stage();
  stage.prefer(repeatedTargets);
  const ran = await stage.run("run", fixture("ledger_repeated"), "--targets", stage.targets);
  assert.equal(ran.code, 1, ran.stderr);
  const [record, { entries }] = [await stage.record(), stage];
  compare(entries, record);
  const at = (path: string): ModuleExec => record.modules.find((module) => module.path === path)!;
  const placesOf = (all: readonly { readonly at: string }[]): string[] => [...new Set(all.map(({ at }) => at))].sort();
  const begun = entries.filter(({ at, start }) =>
    !entries.some((one) => one.at === at && one.start === start && one.end)
  );
  const timedOut = computedIn(record).filter(({ span }) => isTimedOut(span));
  assert.deepEqual(placesOf(timedOut), placesOf(begun));
  assert.deepEqual(placesOf(timedOut), ["11", "12", "13"]);
  for (const path of ["1", "2", "3", "21", "23", "25"]) assert.equal(at(path).loop?.length, 3, path);
  for (const path of ["4", "5"]) assert.equal(at(path).loop?.length, 9, path);
  for (const path of ["6", "7", "8"]) {
    const { attempts, failedAttempts } = at(path);
    assert.deepEqual([attempts, failedAttempts?.map(({ error }) => error)], [3, ["failure 1", "failure 2"]], path);
    assert.deepEqual(failedAttempts?.map(({ target }) => target), Array(2).fill(repeatedTargets[path]), path);
  }
  for (const path of ["9", "10", "30"]) assert.deepEqual([at(path).attempts, at(path).loop?.length], [9, 3], path);
  for (const path of ["15,3", "16,3"]) {
    const iterations = record.modules.filter((module) => module.path === path).map(({ inIteration }) => inIteration);
    assert.deepEqual(iterations.sort(), ["0/0", "0/1", "1/0"]);
  }
  assert.deepEqual([at("27").state, at("28")], ["completed", undefined]);
  for (const [path, target] of Object.entries(repeatedTargets)) {
    assert.deepEqual(at(path).remote?.map(({ scheme, machine }) => [scheme, machine]), [[target, 1]], path);
  }
});

Deno.test("the record has the machines that modules use by themselves, and what they write", async () => {
  using stage = new Stage();
  await stage.run("run", fixture("ledger_everywhere"), "--targets", stage.targets);
  const record = await stage.record();
  assert.deepEqual(record.machines?.map(({ id, local, name, os }) => [id, local, id === 1 || name, id === 1 || os]), [
    [1, true, true, true],
    [2, false, "node7", "plan9"],
    [3, false, "node8", ""],
  ]);
  const tasks = [
    { machine: 2, function: "add", count: 2, description: "numbers" },
    { machine: 3, function: "add", count: 1, description: "" },
  ];
  const own = { scheme: "mpi", annotations: { hostfile: "lab" }, tasks };
  for (const path of ["20", "21"]) {
    const module = record.modules.find((module) => module.path === path);
    assert.deepEqual(module?.remote?.at(-1), own);
    const byConsole = path === "21" ? [`${path} by console\n`] : [];
    assert.deepEqual([module?.printed, module?.logged], [[`${path} prints\n`, ...byConsole], [`${path} complains`]]);
  }
  assert.deepEqual(record.printed, ["20 by console\n"]);
  const { stdout, stderr } = await stage.run("log", "show", "--output");
  const lines = (text: string) => text.trim().split("\n").sort();
  assert.deepEqual(lines(stdout), ["20 by console", "20 prints", "21 by console", "21 prints"]);
  assert.deepEqual(lines(stderr), ["20 complains", "21 complains"]);
  assert.deepEqual(record.written, { output: 2 * ("20 prints\n".length + "20 by console\n".length), error: 24 });
});

Deno.test("the record says of what was not run again which execution computed it", async () => {
  using stage = new Stage();
  const args = ["run", fixture("ledger_everywhere"), "--targets", stage.targets];
  await stage.run(...args);
  const first = await stage.record();
  stage.clear();
  await stage.run(...args);
  const second = await stage.record();
  assert.notEqual(second.id, first.id);
  assert.equal(second.hash, first.hash);
  compare(stage.entries, second);
  const cached = second.modules.filter(({ state }) => state === "cached");
  const signatures = new Map(first.modules.map(({ path, signature }) => [path, signature]));
  for (const { path, cachedFrom, signature, remote } of cached) {
    assert.deepEqual([path, cachedFrom, signature], [path, first.id, signatures.get(path)]);
    assert.deepEqual([typeof signature, remote], ["string", undefined]);
  }
  const computed = new Set(first.modules.filter(({ state, path }) => state === "completed" && !path.includes(",")));
  assert.equal(cached.length, computed.size);
});

Deno.test("the record of a workflow that waits is gone on with by the next one", async () => {
  using stage = new Stage();
  const args = ["run", fixture("ledger_waiting")];
  assert.equal((await stage.run(...args)).code, 75);
  const first = await stage.record();
  compare(stage.entries, first);
  assert.equal(first.continues, undefined);
  assert.deepEqual(
    first.modules.filter(({ state }) => state === "suspended").map(({ path, error }) => [path, error]).sort(),
    [["1", "Job is running"], ["3,2", "not yet"], ["3", "not yet"]],
  );
  const { stdout: listed } = await stage.run("jobs", "list", "--json");
  const jobs = listed.trim().split("\n").flatMap((line) => JSON.parse(line).jobs ?? [JSON.parse(line)]);
  const job = jobs.find(({ module }) => module === "1").id;
  const jobsIn = ({ modules }: Recorded): unknown => modules.flatMap(({ path, jobs }) => jobs ? [[path, jobs]] : []);
  assert.deepEqual(jobsIn(first), [["1", [job]]]);
  Deno.writeTextFileSync(stage.go, "");
  stage.clear();
  assert.equal((await stage.run(...args)).code, 0);
  const second = await stage.record();
  compare(stage.entries, second);
  assert.deepEqual([second.state, second.continues], ["completed", first.id]);
  assert.deepEqual(jobsIn(second), [["1", [job]]]);
  const cached = second.modules.filter(({ state }) => state === "cached");
  const from = ["0", "3,0", "3,1", "4"].map((path) => [path, first.id]);
  assert.deepEqual(cached.map(({ path, cachedFrom }) => [path, cachedFrom]).sort(), from);
});

Deno.test("the record of a run that was killed has all that ended, and what ran is interrupted", async () => {
  using stage = new Stage();
  stage.prefer({ 4: "process", 5: "worker" });
  const child = startVt(["run", fixture("ledger_hanging"), "--targets", stage.targets], stage.environment);
  const hanging = (entries: readonly Entry[]): boolean => entries.filter(({ at }) => /^[345]/.test(at)).length === 3;
  const isWritten = (record: Recorded | undefined): boolean =>
    record?.modules.filter(({ state }) => state === "completed").length === 5 &&
    record.modules.filter(({ state }) => state === "running").length === 4;
  let record: Recorded | undefined;
  try {
    while (!hanging(stage.entries) || !isWritten(record)) {
      const shown = await stage.run("log", "show", "--json");
      record = shown.stdout === "" ? undefined : JSON.parse(shown.stdout);
    }
  } finally {
    child.kill("SIGKILL");
    await child.status;
  }
  const killed = await stage.record();
  assert.equal(killed.state, "interrupted");
  compare(stage.entries, killed);
  const interrupted = killed.modules.filter(({ state }) => state === "interrupted");
  assert.deepEqual(interrupted.map(({ path, isGroup }) => [path, isGroup]).sort(), [
    ["3", undefined],
    ["4", undefined],
    ["5,2", undefined],
    ["5", true],
  ]);
  await stage.run("run", fixture("ledger_waiting"));
  const { stdout } = await stage.run("log", "show", killed.id, "--json");
  assert.deepEqual(JSON.parse(stdout).modules, killed.modules);
});

Deno.test("the record of a version of a file has VisTrails' hash of it", async () => {
  using stage = new Stage();
  const file = `${stage.targets}.vt`;
  Deno.writeFileSync(file, makeZip([{ name: "vistrail", data: vistrailXml(action(1, 0, addModule(0, 0))) }]));
  await stage.run("run", `${file}:1`); // the module fails, it has no value
  const hashes = await hashVersions((await openVistrail(file)).vistrail);
  assert.equal((await stage.record()).hash, hashes.get(1));
});
