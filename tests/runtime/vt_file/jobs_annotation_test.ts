import { deepEqual, equal, throws } from "node:assert/strict";
import { openVistrail } from "../../../runtime/vt_file/bundle.ts";
import { jobsEdit, jobsText, readJobs } from "../../../runtime/vt_file/jobs_annotation.ts";
import { saveVistrail } from "../../../runtime/vt_file/save.ts";
import { readVistrail } from "../../../runtime/vt_file/vistrail_xml.ts";
import { setAnnotation } from "../../../runtime/vt_file/xml_edit.ts";
import { action, vistrailXml } from "../../fixtures/make_vistrail.ts";

const XML = vistrailXml(action(1, 0));
const JOBS = {
  jobs: {
    b39: {
      id: "b39",
      parameters: { how_long: 10, start_time: 1795308140.727, "é\0": [null, { __proto__key: 1 }] },
      name: "Näme",
      start: "2026-11-22T03:08:29.000001",
      finished: false,
      colour: "red",
    },
  },
  workflows: {
    uuid: {
      version: 12,
      id: "uuid",
      name: "untitled",
      user: "ada",
      start: "2026-11-22T03:08:29",
      jobs: ["b39"],
      place: [1],
    },
  },
  more: { a: 1 },
};

const jobsIn = (value: string) => readJobs(readVistrail(setAnnotation(XML, "__jobs__", value)));

Deno.test("readJobs() and jobsText() keep everything, also what VisTrails does not have", () => {
  const jobs = jobsIn(JSON.stringify(JOBS));
  equal(jobs.jobs.get("b39")?.name, "Näme");
  deepEqual(jobs.jobs.get("b39")?.parameters, JOBS.jobs.b39.parameters);
  deepEqual(jobs.workflows.get("uuid")?.jobs, ["b39"]);
  const text = jobsText(jobs) ?? "";
  equal(/^[ -~]*$/.test(text), true);
  deepEqual(JSON.parse(text), JOBS);
});

Deno.test("readJobs() drops jobs of workflows that are not there, and fills what is missing", () => {
  const { jobs, workflows } = jobsIn(
    '{"workflows": {"w": {"version": "tag", "jobs": ["a", "b", 3]}}, "jobs": {"b": {}}}',
  );
  deepEqual(workflows.get("w")?.jobs, ["b"]);
  equal(workflows.get("w")?.version, "tag");
  const { parameters, name, finished } = jobs.get("b")!;
  deepEqual({ parameters, name, finished }, { parameters: {}, name: "", finished: false });
});

Deno.test("readJobs() finds none without an annotation", () => {
  equal(jobsText(readJobs(readVistrail(XML))), undefined);
  equal(jobsText(jobsIn(" ")), undefined);
  equal(jobsText(jobsIn('{"jobs": {"a": {}}}')), undefined);
});

Deno.test("readJobs() keeps names like those of objects' own properties", () => {
  const text =
    '{"jobs":{"__proto__":{"parameters":{"__proto__":1}}},"workflows":{"constructor":{"jobs":["__proto__"]}}}';
  const jobs = jobsIn(text);
  equal(jobs.jobs.get("__proto__")?.id, "__proto__");
  equal(jobsText(jobs)?.includes('"parameters":{"__proto__":1}'), true);
});

Deno.test("readJobs() refuses what is no such JSON", () => {
  for (const text of ["{", "[]", "3", '{"jobs": []}', '{"workflows": {"a": 1}}', "[".repeat(1e6) + "]".repeat(1e6)]) {
    throws(() => jobsIn(text), { name: "VistrailFileError", message: /^Cannot read the jobs: / }, text.slice(0, 20));
  }
});

Deno.test("jobsEdit() sets the annotation, and removes it where there are no workflows", () => {
  const changed = jobsEdit(jobsIn(JSON.stringify(JOBS)))(XML);
  deepEqual(JSON.parse(jobsText(readJobs(readVistrail(changed))) ?? ""), JOBS);
  equal(jobsEdit(readJobs(readVistrail(XML)))(changed), XML);
});

Deno.test("saveVistrail() with jobsEdit() writes jobs into the file", async () => {
  const path = await Deno.makeTempFile({ suffix: ".xml" });
  try {
    await Deno.writeTextFile(path, XML);
    equal(await saveVistrail(path, { edit: jobsEdit(jobsIn(JSON.stringify(JOBS))) }), true);
    const jobs = readJobs((await openVistrail(path)).vistrail);
    deepEqual(JSON.parse(jobsText(jobs) ?? ""), JOBS);
    equal(await saveVistrail(path, { edit: jobsEdit(jobs) }), false);
    equal(
      await saveVistrail(path, { edit: jobsEdit({ jobs: new Map(), workflows: new Map(), others: new Map() }) }),
      true,
    );
    equal(await Deno.readTextFile(path), XML);
  } finally {
    await Deno.remove(path);
  }
});
