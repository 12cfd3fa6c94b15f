import { deepEqual, equal, match } from "node:assert/strict";
import { group, port, types as t, workflow } from "vt";
import type { PolicyOptions, WorkflowBuilder } from "vt";
import { Range } from "vt/basic";
import { registry } from "../../../commands/open/plan_workflow.ts";
import { execute, type ExecuteOptions, type ExecutionOutcome } from "../../../runtime/interpreter/execution.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import type { ExecutionEvent } from "../../../runtime/record/execution_event.ts";
import type { ComputeReply, ComputeRequest } from "../../../runtime/scheme/compute_request.ts";
import { type ExecutionScheme, SchemeError } from "../../../runtime/scheme/execution_scheme.ts";
import { openProcessScheme } from "../../../schemes/process.ts";
import { openWorkerScheme } from "../../../schemes/worker.ts";
import { Busy, Unsteady } from "../../schemes/fixtures/unsteady.ts";
import { farSide } from "../../schemes/requests.ts";

interface Ran {
  readonly outcome: ExecutionOutcome;
  readonly failed: readonly Extract<ExecutionEvent, { kind: "moduleAttempt" }>[];
  /** By path: state, then the value, or the error, and the number of attempts. */
  readonly ended: Readonly<Record<string, string>>;
}

async function run(define: (builder: WorkflowBuilder) => void, options: ExecuteOptions): Promise<Ran> {
  const { plan, problems } = planPipeline(workflow("test", define).build().pipeline, registry);
  deepEqual(problems, []);
  const failed: Ran["failed"][number][] = [];
  const observe = (event: ExecutionEvent) => void (event.kind === "moduleAttempt" && failed.push(event));
  const outcome = await execute(plan, { ...options, observe, wantsAllOutputs: true });
  const ended = Array.from(outcome.modules(), ({ path, state, error, outputs, attempts }) => {
    const more = attempts === undefined ? "" : `, ${attempts} attempts`;
    return [path, `${state} ${error ?? JSON.stringify(outputs?.attempt ?? outputs?.n ?? null)}${more}`];
  });
  return { outcome, failed, ended: Object.fromEntries(ended) };
}

/** Gives the paths of files that are there and empty. */
async function withFiles(body: (...files: string[]) => Promise<void>): Promise<void> {
  const files = Array.from({ length: body.length }, () => Deno.makeTempFileSync());
  try {
    await body(...files);
  } finally {
    for (const file of files) Deno.removeSync(file);
  }
}

for (const [name, open] of [["worker", openWorkerScheme], ["process", openProcessScheme]] as const) {
  const cases: [how: string, options: PolicyOptions, error: RegExp][] = [
    ["fails", {}, /^not yet$/],
    ["trips", {}, /^Uncaught exception: TypeError: tripped$/],
    ["exits", {}, /ended while it computed \(exit code 3\)$/],
    // Time enough for a new far side to load the module for the second attempt.
    ["burns", { timeout: 3 }, /^Timeout: it ran for more than 3 s$/],
    ["eats", { resources: { memory: 64 } }, /^Out of memory: it took more than it may$/],
  ];
  for (const [how, options, error] of cases) {
    Deno.test(`a module that ${how} in a ${name} is tried again there`, () =>
      withFiles(async (file) => {
        await using scheme = open({ farSide, size: 1 });
        const define = ({ add }: WorkflowBuilder) => void add(Unsteady, { file, how }, { retries: 2, ...options });
        const { ended, failed } = await run(define, { schemeOf: () => scheme });
        deepEqual(ended, { 0: "completed 2, 2 attempts" });
        deepEqual(failed.map(({ number, most, target }) => [number, most, target]), [[1, 3, name]]);
        match(failed[0].error, error);
      }));
  }

  Deno.test(`a module that suspends or stops the run in a ${name} is not tried again`, () =>
    withFiles(async (one, two) => {
      await using scheme = open({ farSide, size: 1 });
      const trying = (how: string, file: string) =>
        run(({ add }) => void add(Unsteady, { file, how }, { retries: 2 }), { schemeOf: () => scheme });
      deepEqual((await trying("suspends", one)).ended, { 0: "suspended later" });
      deepEqual((await trying("aborts", two)).ended, { 0: "failed stop everything" });
      equal(Deno.readTextFileSync(one) + Deno.readTextFileSync(two), "..");
    }));

  Deno.test(`each iteration in a ${name} has attempts of its own`, () =>
    withFiles(async (file) => {
      await using scheme = open({ farSide, size: 2 });
      const { ended, failed } = await run(({ add }) => {
        const n = add(Range, { stop: 4 });
        add(Unsteady, { file, how: "exits", times: 2, n: n.value }, { retries: 2 });
      }, { schemeOf: (path) => path === "1" ? scheme : undefined });
      match(ended[1], /^completed \[\d,\d,\d,\d\], 6 attempts$/);
      deepEqual(failed.map(({ iteration }) => /^[0-3]$/.test(iteration!)), [true, true]);
    }));

  Deno.test(`each iteration in a ${name} has a time of its own, where all go as one`, () =>
    withFiles(async (file) => {
      await using scheme = open({ farSide, size: 1 });
      const { ended } = await run(({ add }) => {
        const n = add(Range, { stop: 2 });
        add(Unsteady, { file, how: "burns", n: n.value }, { timeout: 0.3 });
      }, { schemeOf: (path) => path === "1" ? scheme : undefined });
      equal(ended[1], "failed Timeout: it ran for more than 0.3 s");
    }));

  Deno.test(`iterations and modules in a ${name} wait for room`, () =>
    withFiles(async (file) => {
      await using scheme = open({ farSide, size: 2 });
      const { outcome } = await run(({ add }) => {
        const n = add(Range, { stop: 4 });
        add(Busy, { file, n: n.value }, { resources: { cpus: 1 } });
        add(Busy, { file, n: n.value }, { resources: { memory: 100 }, pool: "one" });
        add(Busy, { file, n: 5 }, { resources: { cpus: 1 }, pool: "one" });
      }, {
        schemeOf: (path) => path === "0" ? undefined : scheme,
        pools: new Map([["cpus", 1], ["one", 1]]),
      });
      equal(outcome.state, "completed");
      equal(Deno.readTextFileSync(file), "<>".repeat(9));
    }));

  Deno.test(`a module inside a group that goes to a ${name} as a whole is tried again there`, () =>
    withFiles(async (file) => {
      await using scheme = open({ farSide, size: 1 });
      const Whole = group("Whole", { inputs: {}, outputs: { attempt: port(t.Integer) } }, (_, { add }) => ({
        attempt: add(Unsteady, { file, how: "trips", times: 2 }, { retries: 2, backoff: 0.01 }).attempt,
      }));
      const { ended, failed } = await run(({ add }) => void add(Whole, {}), {
        schemeOf: (path) => path === "0" ? scheme : undefined,
      });
      deepEqual([ended[0], ended["0,0"]], ["completed 3", "completed 3, 3 attempts"]);
      deepEqual(failed.map(({ id, within, number, target }) => [id, within, number, target]), [
        [0, "0", 1, name],
        [0, "0", 2, name],
      ]);
    }));
}

/** Answers as told, and keeps what it was asked. */
class ToldScheme implements ExecutionScheme {
  readonly name = "told";
  readonly priority = 1;
  readonly asked: ComputeRequest[] = [];

  constructor(readonly answer: (number: number) => ComputeReply | Error) {}

  compute(request: ComputeRequest): Promise<ComputeReply> {
    const answer = this.answer(this.asked.push(request));
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }

  computeMany(): Promise<never> {
    throw new Error("It is asked one by one");
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

const failure = (kind: "missing" | "unsendable" | "crash" | "memory" | "timeout"): ComputeReply => ({
  status: "failed",
  kind,
  message: kind,
});

async function told(scheme: ToldScheme, policy: PolicyOptions): Promise<string> {
  const define = ({ add }: WorkflowBuilder) => void add(Unsteady, { file: "", how: "" }, policy);
  return (await run(define, { schemeOf: () => scheme })).ended[0];
}

Deno.test("what cannot be sent is not tried again, what broke down is", async () => {
  for (const kind of ["missing", "unsendable"] as const) {
    const scheme = new ToldScheme(() => failure(kind));
    equal(await told(scheme, { retries: 3 }), `failed ${kind}`);
    equal(scheme.asked.length, 1);
  }
  for (const kind of ["crash", "memory", "timeout"] as const) {
    equal(await told(new ToldScheme(() => failure(kind)), { retries: 3 }), `failed ${kind}, 4 attempts`);
  }
  const none = new ToldScheme((number) =>
    number < 3 ? new SchemeError("no far side") : { status: "completed", outputs: { attempt: number } }
  );
  equal(await told(none, { retries: 3 }), "completed 3, 3 attempts");
});

Deno.test("a request has the limits of its module, and only those", async () => {
  const asked = async (policy: PolicyOptions) => {
    const scheme = new ToldScheme(() => ({ status: "completed", outputs: { attempt: 1 } }));
    equal(await told(scheme, policy), "completed 1");
    const { timeoutMs, memoryMb } = scheme.asked[0];
    return { timeoutMs, memoryMb };
  };
  deepEqual(await asked({ timeout: 2.5, resources: { memory: 64 } }), { timeoutMs: 2500, memoryMb: 64 });
  deepEqual(await asked({ resources: { cpus: 1 } }), { timeoutMs: undefined, memoryMb: undefined });
  deepEqual(await asked({}), { timeoutMs: undefined, memoryMb: undefined });
});
