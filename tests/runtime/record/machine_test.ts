import assert from "node:assert/strict";
import { processorName, thisMachine } from "../../../runtime/record/machine.ts";

Deno.test("processorName() reads what each architecture writes", () => {
  assert.equal(processorName("processor\t: 0\nmodel name\t: AMD EPYC\nmodel name\t: other\n"), "AMD EPYC");
  assert.equal(processorName("processor\t: 0\nCPU part\t: 0xd08\nModel\t\t: Raspberry Pi 4\n"), "Raspberry Pi 4");
  assert.equal(processorName("processor : 0\ncpu\t\t: POWER9, altivec\n"), "POWER9, altivec");
  assert.equal(processorName(""), undefined);
});

Deno.test("thisMachine() leaves no fact out", () => {
  const { ram, ...texts } = thisMachine();
  assert.deepEqual(Object.values(texts).filter((text) => text === ""), []);
  assert.ok(ram > 1e6);
});
