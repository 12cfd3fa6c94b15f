import { deepEqual, equal } from "node:assert/strict";
import { Answers } from "../../schemes/answers.ts";
import type { Call, CallKind, FarMessage } from "../../schemes/messages.ts";

type Answer = Extract<FarMessage, { kind: "answer" }>;

/** Tells so many calls that complete, at moments that `pause` sets apart, in milliseconds. */
function told(count: number, pause: () => number): Answer[] {
  const answers: Answer[] = [];
  const { now } = performance;
  let moment = now.call(performance);
  performance.now = () => moment;
  try {
    const kind: CallKind = { isGathered: true, isTimed: true };
    const send = (message: FarMessage): void => void answers.push(message as Answer);
    const all = new Answers({ id: 1, count } as Call, kind, { codec: { encode: (value) => value as object }, send });
    for (let i = 0; i < count; i++) {
      moment += pause();
      all.add({ status: "completed", outputs: { value: i } });
    }
    all.flush();
  } finally {
    performance.now = now;
  }
  return answers;
}

Deno.test("what completes soon is told together, and each has its end", () => {
  const answers = told(10, () => 3);
  deepEqual(answers.map(({ count }) => count), [4, 4, 2]);
  deepEqual(answers.map(({ ends }) => ends), [[3, 6, 9, 12], [3, 6, 9, 12], [3, 6]]);
});

Deno.test("no answer ends after the next begins, not by a rounding either", () => {
  const answers = told(10_000, () => Math.random() * 20);
  for (const [i, { startedAt }] of answers.entries()) {
    if (i > 0) equal(answers[i - 1].startedAt + answers[i - 1].ms, startedAt);
  }
});
