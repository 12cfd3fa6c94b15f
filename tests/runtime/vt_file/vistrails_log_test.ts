import { deepEqual, equal, throws } from "node:assert/strict";
import { openVistrail } from "../../../runtime/vt_file/bundle.ts";
import {
  type LogItem,
  type LogModuleExec,
  type LogWorkflowExec,
  reasonOf,
  stateOf,
} from "../../../runtime/vt_file/vistrails_log.ts";
import { proposedExec, schemaExec } from "../../../runtime/vt_file/vistrails_log_forms.ts";
import { readVistrailsLog } from "../../../runtime/vt_file/vistrails_log_xml.ts";
import { writeLog, writeLogFragments } from "../../../runtime/vt_file/write_vistrails_log.ts";
import { corpusTest } from "../../fixtures/corpus.ts";

const PROPOSED = `<log version="1.0.4">
<workflowExec name="ROOT + 32*" tsEnd="2013-07-18 10:38:55" completed="1" parentVersion="7" reason="Pipeline Execution" mood="sunny">
  <machine id="1" name="" os="Windows" local="1" ip="10.0.0.1" />
  <machine id="2" name="veby" os="Linux" ram="4096" />
  <moduleExec id="5" machine_id="1" moduleId="2" moduleName="MultiprocessingModule" completed="1">
    <annotation id="9" key="a" value="b" />
    <RemoteExecution scheme="ipython">
      <annotation id="3" key="ipython_profile" value="default" />
      <moduleExec id="6" machine_id="2" moduleId="2" moduleName="MultiprocessingModule" />
      <remoteTask machine_id="2" function="map" count="3" description="Inversing five matrices" />
    </RemoteExecution>
    <weather wind="3"><cloud>white &amp; high</cloud></weather>
  </moduleExec>
</workflowExec></log>`;

const OLD = `<workflowExec version="0.9.3" completed="False" parentVersion="3" id="-1">
  <module_exec id="1" moduleId="4" moduleName="Map" abstraction_id="8">
    <loopExec id="2" iteration="0" completed="1" error="" tsStart="2011-01-01 00:00:02" tsEnd="2011-01-01 00:00:03">
      <moduleExec id="3" moduleId="5" moduleName="Inner"/>
      <loopExec id="8" iteration="0" completed="1"><moduleExec id="9" moduleId="6" moduleName="Deep"/></loopExec>
    </loopExec>
    <loopExec id="4" iteration="1" completed="-1" error="no" tsStart="2011-01-01 00:00:01" tsEnd="2011-01-01 00:00:09"/>
  </module_exec>
</workflowExec>`;

/** Everything but the version of the schema, which is 1.0.4 once it was written. */
function comparable(executions: readonly LogWorkflowExec[]): unknown[] {
  return executions.map((exec) => ({ ...exec, schemaVersion: "" }));
}

/** What is read, written and read again is the same. */
function checkLossless(executions: readonly LogWorkflowExec[]): void {
  deepEqual(comparable(readVistrailsLog(writeLogFragments(executions))), comparable(executions));
  deepEqual(comparable(readVistrailsLog(writeLog(executions))), comparable(executions));
}

function moduleOf(exec: LogWorkflowExec): LogModuleExec {
  const [item] = exec.items;
  equal(item.kind, "module");
  return item as LogModuleExec;
}

Deno.test("readVistrailsLog() reads the proposed form, with what nobody knows", () => {
  const [exec] = readVistrailsLog(PROPOSED);
  deepEqual([exec.id, exec.schemaVersion, exec.reason, exec.ip], [1, "1.0.4", "Pipeline Execution", null]);
  deepEqual(exec.others?.attributes, new Map([["mood", "sunny"]]));
  deepEqual(exec.machines.map(({ id, local, ip, ram }) => [id, local, ip, ram]), [
    [1, true, "10.0.0.1", null],
    [2, null, null, 4096],
  ]);
  const module = moduleOf(exec);
  deepEqual(module.others?.elements[0].elements[0].text, "white & high");
  const [remote] = module.remotes;
  deepEqual([remote.scheme, remote.annotations[0].value, remote.items.length], ["ipython", "default", 1]);
  deepEqual(remote.tasks.map(({ machineId, count, description }) => [machineId, count, description]), [
    [2, 3, "Inversing five matrices"],
  ]);
  checkLossless([exec]);
});

Deno.test("readVistrailsLog() lifts old loops and modules", () => {
  const executions = readVistrailsLog(OLD + "\n" + OLD);
  deepEqual(executions.map(({ id, completed }) => [id, completed]), [[1, -1], [2, -1]]);
  const { loops: [loop], others } = moduleOf(executions[0]);
  deepEqual([loop.tsStart, loop.tsEnd], ["2011-01-01 00:00:01", "2011-01-01 00:00:09"]);
  deepEqual(loop.iterations.map(({ id, iteration, completed, error }) => [id, iteration, completed, error]), [
    [2, 0, 1, ""],
    [4, 1, -1, "no"],
  ]);
  deepEqual(loop.iterations[0].items.map(({ kind }) => kind), ["module", "loop"]);
  deepEqual(others?.attributes, new Map([["abstraction_id", "8"]]));
  checkLossless(executions);
});

Deno.test("machines of an old root belong to each execution", () => {
  const [exec] = readVistrailsLog('<log version="1.0.3"><machine id="4" name="a"/><workflowExec/></log>');
  deepEqual([exec.machines.map(({ id }) => id), exec.schemaVersion], [[4], "1.0.3"]);
});

Deno.test("schemaExec() leaves only what VisTrails 2.2 knows, and loses nothing that matters", () => {
  const [proposed] = readVistrailsLog(PROPOSED);
  const exec = schemaExec(proposed);
  const xml = writeLogFragments([exec]);
  equal(/emote(Execution|Task)\b(?!&)/.test(xml.replace(/remote_execution/g, "")), false, xml);
  equal(/ reason=| local=/.test(xml), false, xml);
  equal(reasonOf(exec), "Pipeline Execution");
  const module = moduleOf(exec);
  equal(module.machineId, 2);
  deepEqual(module.annotations.map(({ key }) => key), ["a", "parallel_execution", "remote_execution"]);
  const { scheme, tasks } = JSON.parse(module.annotations[2].value);
  deepEqual([scheme, tasks[0].count], ["ipython", 3]);
  const ids = [...exec.annotations, ...module.annotations].map(({ id }) => id);
  equal(new Set(ids).size, ids.length);
  checkLossless([exec]);
});

Deno.test("proposedExec() has the reason as an attribute and says which machine is the local one", () => {
  const [exec] = readVistrailsLog(
    '<workflowExec ip="::1"><annotation key="__reason__" value="why"/><machine id="1"/><machine id="2"/></workflowExec>',
  );
  const xml = writeLog([proposedExec(exec)]);
  const [read] = readVistrailsLog(xml);
  deepEqual([read.reason, read.ip, read.annotations.length], ["why", null, 0]);
  deepEqual(read.machines.map(({ local, ip }) => [local, ip]), [[true, "::1"], [null, null]]);
});

Deno.test("readVistrailsLog() refuses in one line what is no log", () => {
  for (
    const [xml, message] of [
      ["<workflowExec>", /^1:15: .*is not closed/],
      ["<vistrail/>", /^1:1: .*<vistrail> is no <workflowExec>/],
      ['<workflowExec parentVersion="x"/>', /^1:1: .*parentVersion "x" is no integer/],
      ['<workflowExec><moduleExec moduleId="1e99"/></workflowExec>', /moduleId/],
      ["<workflowExec>\u0001</workflowExec>", /U\+0001/],
      ["<!DOCTYPE a><workflowExec/>", /DOCTYPE/],
      ["<loopExec>".repeat(300), /nested more than/],
    ] as const
  ) {
    throws(() => readVistrailsLog(xml), (error: Error) => {
      equal(error.name, "VistrailFileError");
      equal(error.message.includes("\n"), false);
      equal(message.test(error.message), true, error.message);
      return true;
    });
  }
});

/** Of all executions, in no order of theirs. */
interface Counts {
  readonly workflowExecs: number;
  readonly itemExecs: number;
  readonly machines: number;
  readonly completed: readonly string[];
  readonly versions: readonly number[];
}

const STATES: Readonly<Record<string, string>> = {
  "1": "completed",
  "-1": "failed",
  "-2": "suspended",
  "0": "unfinished",
};

corpusTest("all logs of real files are read as VisTrails counts them, and nothing is lost", async (corpus) => {
  let modules = 0;
  for (const { name } of Deno.readDirSync(`${corpus}/pipelines`)) {
    const { file, log } = JSON.parse(Deno.readTextFileSync(`${corpus}/pipelines/${name}`)) as {
      file: string;
      log?: Counts;
    };
    const executions = await (await openVistrail(`${corpus}/vt/${file}`)).executions();
    equal(executions.length, log?.workflowExecs ?? 0, file);
    if (log === undefined || log === null) continue;
    deepEqual(executions.map(({ parentVersion }) => Number(parentVersion)).sort(byNumber), log.versions, file);
    const states = executions.map(({ completed }) => stateOf(completed));
    deepEqual(states.sort(), log.completed.map((each) => STATES[each]).sort(), file);
    equal(executions.flatMap(({ items }) => items).length, log.itemExecs, file);
    // VisTrails drops the machines of older executions, which are kept here.
    const current = executions.filter(({ schemaVersion }) => schemaVersion === "1.0.4");
    equal(current.flatMap(({ machines }) => machines).length, log.machines, file);
    for (const exec of executions) modules += countModules(exec.items);
    checkLossless(executions);
    checkLossless(executions.map(schemaExec));
    checkLossless(executions.map(proposedExec));
  }
  equal(modules > 9000, true, String(modules));
});

function byNumber(a: number, b: number): number {
  return a - b;
}

function countModules(items: readonly LogItem[]): number {
  let count = 0;
  for (const item of items) {
    if (item.kind === "module") count++;
    if (item.kind === "group") count += countModules(item.items);
    const loops = item.kind === "module" ? item.loops : item.kind === "loop" ? [item] : [];
    for (const { iterations } of loops) for (const { items } of iterations) count += countModules(items);
  }
  return count;
}
