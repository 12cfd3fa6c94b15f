import { deepEqual, equal, throws } from "node:assert/strict";
import type { Pipeline } from "../../../runtime/pipeline/pipeline.ts";
import { findMashup } from "../../../runtime/vistrail/find_mashup.ts";
import { type MashupAlias, mashupPipeline } from "../../../runtime/vistrail/mashup.ts";
import { materialise } from "../../../runtime/vistrail/materialise.ts";
import { pipelineOf } from "../../../runtime/vistrail/pipeline_at.ts";
import { openVistrail } from "../../../runtime/vt_file/bundle.ts";
import { readVistrail } from "../../../runtime/vt_file/vistrail_xml.ts";
import { corpusTest } from "../../fixtures/corpus.ts";
import { action, add, addModule, vistrailXml } from "../../fixtures/make_vistrail.ts";

const operations = addModule(0, 4) + addModule(1, 5) +
  add(2, "function", { id: 7, pos: 1, name: "second" }, "module 5") +
  add(3, "function", { id: 8, pos: 0, name: "first" }, "module 5") +
  add(4, "parameter", { id: 20, pos: 1, type: "Float", val: "b" }, "function 7") +
  add(5, "parameter", { id: 21, pos: 0, type: "Float", val: "a" }, "function 7") +
  add(6, "parameter", { id: 22, pos: 0, type: "Float", val: "c" }, "function 8");
const workflow = materialise(readVistrail(vistrailXml(action(1, 0, operations))), 1);

function run(alias: Partial<MashupAlias>, given: Record<string, string> = {}): string[] {
  const unsaid = { type: "Float", minimum: "", maximum: "", valueList: "" };
  const whole = { name: "x", parameter: 20, value: "0.7", widget: "text", ...unsaid, ...alias };
  const mashup = { id: 1, tag: "", name: "", aliases: [whole] };
  return textsOf(mashupPipeline(pipelineOf(workflow), workflow, { mashup, given: new Map(Object.entries(given)) }));
}

function textsOf({ modules }: Pipeline): string[] {
  return modules.flatMap(({ functions }) => functions.flatMap(({ parameters }) => parameters.map(({ text }) => text)));
}

Deno.test("mashupPipeline() writes the app's value, or the given one, on the parameter of that id", () => {
  deepEqual(run({}), ["c", "a", "0.7"]);
  deepEqual(run({ parameter: 21 }), ["c", "0.7", "b"]);
  deepEqual(run({ parameter: 22 }, { x: "9" }), ["9", "a", "b"]);
  deepEqual(run({ parameter: 99 }), ["c", "a", "b"]);
  throws(() => run({ parameter: null }, { x: "9" }), { message: "Cannot set x: its parameter is gone" });
});

Deno.test("mashupPipeline() takes what the app's widget would take", () => {
  const range = { minimum: "0", maximum: "1" };
  const message = "Cannot set x: it is 2, a number from 0 to 1 is wanted";
  for (const widget of ["slider", "numericstepper"]) {
    throws(() => run({ ...range, widget }, { x: "2" }), { name: "InputError", message });
    throws(() => run({ ...range, widget }, { x: "" }), /a number from 0 to 1 is wanted/);
    equal(run({ ...range, widget }, { x: "0.25" })[2], "0.25");
    equal(run({ widget, minimum: "5" }, { x: "7" })[2], "7");
  }
  equal(run({ ...range, widget: "text" }, { x: "2" })[2], "2");
  for (const valueList of ["small,very+big%2C", "['small', 'very big,']"]) {
    equal(run({ widget: "combobox", valueList }, { x: "very big," })[2], "very big,");
    throws(() => run({ widget: "combobox", valueList }, { x: "huge" }), /one of small, very big, is wanted/);
  }
  equal(run({ widget: "combobox", valueList: "" }, { x: "huge" })[2], "huge");
});

Deno.test("mashupPipeline() refuses names that the app does not have", () => {
  throws(() => run({ name: "Opacity" }, { Opacty: "1" }), {
    message: "Cannot set Opacty: the mashup has Opacity, did you mean Opacity",
  });
});

corpusTest("mashupPipeline() runs the apps of a real file", async (corpus) => {
  const bundle = await openVistrail(`${corpus}/vt/examples/usersguide/mashups.vt`);
  const [trail] = await bundle.mashups();
  const { mashup } = findMashup([trail], "one");
  const stored = materialise(bundle.vistrail, trail.version!);
  const given = new Map([["Opacity", "0.25"]]);
  const pipeline = mashupPipeline(pipelineOf(stored), stored, { mashup, given });
  const before = textsOf(pipelineOf(stored));
  const changed = textsOf(pipeline).flatMap((text, i) => text === before[i] ? [] : [[before[i], text]]);
  deepEqual(changed, [["0.7", "0.25"]]);
  const [module] = pipeline.modules.filter(({ id }) => id === 273);
  equal(module.functions.some(({ parameters }) => parameters[0].text === "0.25"), true);
});
