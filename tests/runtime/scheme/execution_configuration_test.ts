import assert from "node:assert/strict";
import {
  configuredTargets,
  type ExecutionConfiguration,
  isEmpty,
  merged,
  namedTargets,
  NO_CONFIGURATION,
  withoutTarget,
  withPreference,
  withTarget,
} from "../../../runtime/scheme/execution_configuration.ts";
import { type ExecutionTarget, targetText } from "../../../runtime/scheme/execution_target.ts";

const SMALL: ExecutionTarget = { name: "small", scheme: "worker", parameters: { size: "1" } };
const BIG: ExecutionTarget = { name: "big", scheme: "process", parameters: { size: "8", memory: "512" } };

function names(targets: readonly ExecutionTarget[]): string {
  return targets.map(({ name }) => name).join(" ");
}

Deno.test("a configuration keeps one target of each name, in the place of the first", () => {
  const both = withTarget(withTarget(NO_CONFIGURATION, SMALL), BIG);
  const changed = withTarget(both, { ...SMALL, parameters: { size: "2" } });
  assert.deepEqual(changed.targets.map(({ name, parameters }) => [name, parameters.size]), [["small", "2"], [
    "big",
    "8",
  ]]);
  assert.equal(both.targets[0], SMALL);
});

Deno.test("withoutTarget() takes the preferences for it along", () => {
  const preferences = new Map([["1", "small"], ["2", "big"], ["3", "here"]]);
  const left = withoutTarget({ targets: [SMALL, BIG], preferences }, "small");
  assert.deepEqual(left, { targets: [BIG], preferences: new Map([["2", "big"], ["3", "here"]]) });
});

Deno.test("withPreference() sets one and takes it back", () => {
  const set = withPreference(NO_CONFIGURATION, "0,4", "here");
  assert.deepEqual([...set.preferences], [["0,4", "here"]]);
  assert.equal(isEmpty(set), false);
  assert.equal(isEmpty(withPreference(set, "0,4", undefined)), true);
  assert.equal(isEmpty(NO_CONFIGURATION), true);
});

Deno.test("merged() lets the later one count, target by target and module by module", () => {
  const earlier: ExecutionConfiguration = {
    targets: [SMALL, BIG],
    preferences: new Map([["1", "small"], ["2", "big"]]),
  };
  const bigger = { ...BIG, parameters: { size: "16" } };
  const later: ExecutionConfiguration = { targets: [bigger], preferences: new Map([["2", "here"], ["3", "big"]]) };
  assert.deepEqual(merged(earlier, later), {
    targets: [SMALL, bigger],
    preferences: new Map([["1", "small"], ["2", "here"], ["3", "big"]]),
  });
});

Deno.test("worker is always configured, process only for who names it; a listed one replaces either", () => {
  assert.equal(names(configuredTargets(NO_CONFIGURATION)), "worker");
  assert.equal(names(namedTargets(NO_CONFIGURATION)), "worker process");
  const listed = { ...NO_CONFIGURATION, targets: [{ ...BIG, name: "process" }, { ...SMALL, name: "worker" }] };
  assert.equal(configuredTargets(listed), listed.targets);
  assert.equal(namedTargets(listed), listed.targets);
});

Deno.test("targetText() tells the scheme and the parameters", () => {
  assert.equal(targetText(BIG), "process, size 8, memory 512");
  assert.equal(targetText({ ...BIG, parameters: { "allow-net": "" } }), "process, allow-net");
});
