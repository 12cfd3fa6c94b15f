import assert from "node:assert/strict";
import {
  chosenTarget,
  combined,
  configurationLayers,
  fileBeside,
  ownTargetsFile,
  readConfiguration,
  saveConfiguration,
} from "../../../commands/open/open_configuration.ts";
import { NO_CONFIGURATION } from "../../../runtime/scheme/execution_configuration.ts";
import type { ExecutionTarget } from "../../../runtime/scheme/execution_target.ts";
import { writeExecutionConfiguration } from "../../../runtime/vt_file/execution_configuration_xml.ts";
import { inFolder } from "../../support/in_folder.ts";

function target(name: string, size: string): ExecutionTarget {
  return { name, scheme: "process", parameters: { size } };
}

Deno.test("fileBeside() replaces the extension of the file alone", () => {
  assert.equal(fileBeside("/a.b/c.vt"), "/a.b/c.execution.xml");
  assert.equal(fileBeside("/a.b/c.d.ts"), "/a.b/c.d.execution.xml");
  assert.equal(fileBeside("/a.b/c"), "/a.b/c.execution.xml");
  assert.equal(fileBeside("/a.b/.hidden"), "/a.b/.hidden.execution.xml");
});

Deno.test("configurationLayers() lets the bundle count before one's own targets, and the file beside it before both", () =>
  inFolder(async (folder) => {
    const own = { targets: [target("a", "1"), target("b", "1")], preferences: new Map([["1", "a"]]) };
    const inBundle = { targets: [target("b", "2"), target("c", "2")], preferences: new Map([["2", "b"], ["3", "b"]]) };
    const beside = { targets: [target("c", "3")], preferences: new Map([["3", "here"]]) };
    await saveConfiguration(ownTargetsFile(folder), own);
    await saveConfiguration(`${folder}/wf.execution.xml`, beside);
    const bundle = {
      members: ["vistrail", "execution_configuration"],
      read: () => Promise.resolve(new TextEncoder().encode(writeExecutionConfiguration(inBundle))),
    };
    const layers = await configurationLayers({ store: folder }, { file: `${folder}/wf.vt`, bundle });
    assert.deepEqual(layers.map(({ from }) => from), ["yours", "bundle", "file"]);
    assert.deepEqual(combined(layers), {
      targets: [target("a", "1"), target("b", "2"), target("c", "3")],
      preferences: new Map([["2", "b"], ["3", "here"]]),
    });
    await saveConfiguration(`${folder}/other.xml`, { targets: [target("c", "4")], preferences: new Map() });
    const named = await configurationLayers({ store: folder, targets: `${folder}/other.xml` }, {
      file: `${folder}/wf.vt`,
    });
    assert.deepEqual(combined(named).targets.map(({ parameters }) => parameters.size), ["1", "1", "4"]);
  }));

Deno.test("configurationLayers() is nothing where there is nothing, and an error for what is named or damaged", () =>
  inFolder(async (folder) => {
    const workflow = { file: `${folder}/wf.ts` };
    assert.deepEqual(await configurationLayers({ store: folder }, workflow), []);
    await assert.rejects(configurationLayers({ store: folder, targets: `${folder}/no.xml` }, workflow), {
      message: `Cannot read ${folder}/no.xml: there is no such file`,
    });
    Deno.writeTextFileSync(`${folder}/wf.execution.xml`, "<executionConfiguration>\n <a");
    await assert.rejects(configurationLayers({ store: folder }, workflow), {
      name: "VistrailFileError",
      message: new RegExp(`^${folder}/wf.execution.xml:2:\\d+: `),
    });
  }));

Deno.test("saveConfiguration() removes the file of a configuration that says nothing", () =>
  inFolder(async (folder) => {
    const path = `${folder}/targets.xml`;
    await saveConfiguration(path, NO_CONFIGURATION);
    await saveConfiguration(path, { targets: [target("a", "1")], preferences: new Map() });
    assert.deepEqual((await readConfiguration(path))?.targets, [target("a", "1")]);
    await saveConfiguration(path, NO_CONFIGURATION);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
    assert.equal(await readConfiguration(path), undefined);
  }));

Deno.test("chosenTarget() finds the target that a person names, or says what may have been meant", () => {
  const poly: ExecutionTarget = { name: "poly", scheme: "ipython", parameters: {} };
  const configuration = { targets: [target("lab", "1"), poly], preferences: new Map() };
  assert.equal(chosenTarget("here", configuration), "here");
  assert.deepEqual(chosenTarget("lab", configuration), target("lab", "1"));
  assert.deepEqual(chosenTarget("process", configuration), { name: "process", scheme: "process", parameters: {} });
  assert.throws(() => chosenTarget("lap", configuration), /there is none of this name, did you mean lab\?/);
  assert.throws(() => chosenTarget("nothing", configuration), /there are here, lab, poly, worker, process$/);
  assert.throws(() => chosenTarget("poly", configuration), /Cannot use target poly: there is no scheme ipython/);
});
