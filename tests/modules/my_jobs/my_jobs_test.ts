import { deepEqual, equal } from "node:assert/strict";
import { SuspendNJob, TimedJob } from "../../../modules/my_jobs/mod.ts";
import { corpusTest } from "../../fixtures/corpus.ts";
import { FakeJobContext, stepsOf } from "../jobs/fake_job_context.ts";

const context = new FakeJobContext("/nowhere/key");

Deno.test("TimedJob is over when its seconds have passed", async () => {
  const steps = stepsOf(TimedJob);
  const started = await steps.start(steps.readInputs({ how_long: 3600 }, context), context) as { start_time: number };
  equal(await steps.handle(started).finished(), false);
  const earlier = { ...started, start_time: started.start_time - 3601 };
  equal(await steps.handle(earlier).finished(), true);
  deepEqual(steps.setResults(await steps.finish(earlier, context), context), { finished: true });
});

Deno.test("TimedJob takes 10 seconds for 0, and none for a negative number", async () => {
  const steps = stepsOf(TimedJob);
  deepEqual(steps.readInputs({ how_long: 0 }, context), { how_long: 10 });
  const started = await steps.start(steps.readInputs({ how_long: -1 }, context), context);
  deepEqual(Object.keys(started as object), ["how_long", "start_time"]);
  equal(await steps.handle(started).finished(), true);
});

Deno.test("SuspendNJob counts down in the parameters that are stored", async () => {
  const steps = stepsOf(SuspendNJob);
  let stored = await steps.start(steps.readInputs({ n: 2 }, context), context);
  const answers: boolean[] = [];
  for (let asked = 0; asked < 3; asked++) {
    stored = JSON.parse(JSON.stringify(stored));
    answers.push(await steps.handle(stored).finished());
  }
  deepEqual(answers, [false, false, true]);
  deepEqual(stored, { n: 0 });
  deepEqual(steps.setResults(await steps.finish(stored, context), context), { finished: true });
});

Deno.test("SuspendNJob takes 1 for 0", () => {
  deepEqual(stepsOf(SuspendNJob).readInputs({ n: 0 }, context), { n: 1 });
});

Deno.test("both are surely not submitted when nothing is recorded of their start", async () => {
  for (const job of [TimedJob, SuspendNJob]) equal(await stepsOf(job).recover!({}, context), undefined);
});

interface RecordedJob {
  readonly finished: boolean;
  readonly parameters: Readonly<Record<string, number>>;
}

interface Case {
  readonly file: string;
  readonly tag: string;
  readonly runs: readonly { readonly jobs: Readonly<Record<string, RecordedJob>> }[];
}

corpusTest("SuspendNJob keeps what VisTrails keeps, run by run", async (corpus) => {
  const cases: Case[] = JSON.parse(Deno.readTextFileSync(`${corpus}/cases/jobs.json`));
  const { runs } = cases.find(({ tag }) => tag === "SuspendOnce")!;
  const steps = stepsOf(SuspendNJob);
  let stored = await steps.start(steps.readInputs({ n: 1 }, context), context);
  for (const { jobs } of runs) {
    stored = JSON.parse(JSON.stringify(stored));
    const isOver = await steps.handle(stored).finished();
    deepEqual(Object.values(jobs).map(({ finished, parameters }) => ({ finished, parameters })), [
      { finished: isOver, parameters: stored },
    ]);
  }
});

corpusTest("TimedJob keeps what VisTrails keeps", async (corpus) => {
  const cases: Case[] = JSON.parse(Deno.readTextFileSync(`${corpus}/cases/jobs.json`));
  const steps = stepsOf(TimedJob);
  for (const { tag, runs } of cases.filter(({ tag }) => ["NoSuspend", "TimedJobMixin"].includes(tag))) {
    for (const { finished, parameters } of runs.flatMap(({ jobs }) => Object.values(jobs))) {
      const started = await steps.start(steps.readInputs({ how_long: parameters.how_long }, context), context);
      deepEqual(Object.keys(started as object).sort(), Object.keys(parameters).sort(), tag);
      equal(await steps.handle(started).finished(), finished, tag);
    }
  }
});
