import { deepEqual, equal } from "node:assert/strict";
import { BackOff } from "../../../runtime/jobs/back_off.ts";

/** The rounds of 60 in which a key is asked after; in those of `changes` there is something new. */
function rounds(changes: readonly number[] = []): number[] {
  const backOff = new BackOff();
  const asked: number[] = [];
  for (let round = 1; round <= 60; round++) {
    backOff.nextRound();
    if (!backOff.isDue("job")) continue;
    asked.push(round);
    backOff.asked("job", changes.includes(round));
  }
  return asked;
}

Deno.test("BackOff asks ever more seldom, but every ten rounds", () => {
  deepEqual(rounds(), [1, 2, 4, 8, 16, 26, 36, 46, 56]);
});

Deno.test("BackOff begins anew when something changes", () => {
  deepEqual(rounds([26]), [1, 2, 4, 8, 16, 26, 27, 29, 33, 41, 51]);
});

Deno.test("BackOff forgets what is not asked after any more", () => {
  const backOff = new BackOff();
  backOff.nextRound();
  for (let i = 0; i < 4; i++) {
    backOff.asked("job", false);
    for (let round = 0; round < 10; round++) backOff.nextRound();
  }
  equal(backOff.isDue("job"), true);
  backOff.asked("job", false);
  backOff.nextRound();
  equal(backOff.isDue("job"), true);
});
