import assert from "node:assert/strict";
import { checkProgram, findTarget, TARGETS, thisTarget } from "../../../scripts/executable/targets.ts";

/** The first bytes of a program. */
function head(numbers: Record<number, readonly number[]>): Uint8Array {
  const bytes = new Uint8Array(64);
  for (const [at, values] of Object.entries(numbers)) bytes.set(values, Number(at));
  return bytes;
}

Deno.test("a program is one for its own target only", () => {
  const programs = {
    "linux-x64": head({ 0: [0x7f, 0x45, 0x4c, 0x46], 18: [62, 0] }),
    "linux-arm64": head({ 0: [0x7f, 0x45, 0x4c, 0x46], 18: [183, 0] }),
    "macos-x64": head({ 0: [0xcf, 0xfa, 0xed, 0xfe, 7, 0, 0, 1] }),
    "macos-arm64": head({ 0: [0xcf, 0xfa, 0xed, 0xfe, 12, 0, 0, 1] }),
    "windows-x64": head({ 0: [0x4d, 0x5a] }),
  };
  for (const [name, bytes] of Object.entries(programs)) {
    assert.deepEqual(TARGETS.filter(({ isProgram }) => isProgram(bytes)).map((target) => target.name), [name]);
  }
});

Deno.test("checkProgram() knows the Deno that runs, and refuses a script", () => {
  checkProgram(Deno.execPath(), thisTarget());
  const path = decodeURIComponent(new URL(import.meta.url).pathname);
  assert.throws(() => checkProgram(path, thisTarget()), /is no program for /);
});

Deno.test("findTarget() knows both names, and lists them where there is none", () => {
  assert.equal(findTarget("macos-arm64"), findTarget("aarch64-apple-darwin"));
  assert.throws(() => findTarget("plan9"), { message: /^Cannot compile for plan9: name one of linux-x64, / });
});
