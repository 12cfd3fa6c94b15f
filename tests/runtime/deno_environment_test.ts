import { deepEqual } from "node:assert/strict";
import { denoEnvironment, giveBackEnvironment } from "../../runtime/deno_environment.ts";

function withVariables(variables: Record<string, string | undefined>, test: () => void): void {
  const before = Object.keys(variables).map((name) => [name, Deno.env.get(name)] as const);
  const set = ([name, value]: readonly [string, string | undefined]): void =>
    value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  Object.entries(variables).forEach(set);
  try {
    test();
  } finally {
    before.forEach(set);
  }
}

function variables(): (string | undefined)[] {
  return ["DENO_DIR", "VT_DENO_DIR"].map((name) => Deno.env.get(name));
}

Deno.test("From source nothing is set for Deno, and nothing taken back", () => {
  withVariables({ DENO_DIR: "/mine", VT_DENO_DIR: "/other" }, () => {
    deepEqual(denoEnvironment(false), {});
    giveBackEnvironment(false);
    deepEqual(variables(), ["/mine", "/other"]);
  });
});

Deno.test("The self-contained file gives back what was set before, and hands its own to its Deno", () => {
  const here = "file:///my%20cache/1f/app/runtime/deno_environment.ts";
  for (const [before, outside] of [["/mine", "/mine"], ["", undefined]] as const) {
    withVariables({ DENO_DIR: "/my cache/1f/deno", VT_DENO_DIR: before }, () => {
      giveBackEnvironment(true);
      deepEqual(variables(), [outside, undefined]);
      deepEqual(denoEnvironment(true, here), { DENO_DIR: "/my cache/1f/deno", VT_DENO_DIR: before });
      giveBackEnvironment(true);
      deepEqual(variables(), [outside, undefined]);
    });
  }
});
