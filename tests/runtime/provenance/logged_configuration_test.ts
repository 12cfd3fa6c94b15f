import { deepEqual, equal, match, ok } from "node:assert/strict";
import { allInFile } from "../../../commands/log/source.ts";
import { repeatedOf } from "../../../commands/run/repeated.ts";
import { InputError } from "../../../runtime/errors.ts";
import { loggedConfiguration } from "../../../runtime/provenance/logged_configuration.ts";
import type { ModuleExec } from "../../../runtime/record/log.ts";
import { NO_SECRETS } from "../../../runtime/secrets/secrets.ts";
import {
  readExecutionConfiguration,
  writeExecutionConfiguration,
} from "../../../runtime/vt_file/execution_configuration_xml.ts";
import { corpusTest } from "../../fixtures/corpus.ts";
import { executed, ran as ranAt } from "../../support/executed.ts";

const ran = (path: string, more: Partial<ModuleExec> = {}): ModuleExec =>
  ranAt(path, "M", Number(path.split(",").at(-1)), more);
const on = (scheme: string, annotations: Record<string, string>) => ({ remote: [{ scheme, annotations, machine: 1 }] });

Deno.test("loggedConfiguration() names what was elsewhere as a whole, and what was here", () => {
  const { targets, preferences } = loggedConfiguration(executed({}, [
    ran("0"),
    ran("1", on("process", { target: "big", size: "4" })),
    ran("2", on("process", { target: "big", size: "4" })),
    ran("3", on("process", { target: "big", size: "2" })),
    ran("4", { ...on("worker", { target: "worker" }), isGroup: true }),
    ran("4,1", on("worker", { target: "worker" })),
    ran("5", { isGroup: true }),
    ran("5,1", on("ssh", { host: "far" })),
    ran("6", { state: "cached" }),
    ran("7", { remote: [{ scheme: "mpi", annotations: {}, tasks: [] }] }),
    ran("8", on("ssh", { target: "not a name" })),
  ]));
  deepEqual(Object.fromEntries(preferences), {
    0: "here",
    1: "big",
    2: "big",
    3: "big-2",
    4: "worker",
    "5,1": "ssh",
    7: "here",
    8: "ssh-2",
  });
  deepEqual(targets.map(({ name, scheme, parameters }) => [name, scheme, parameters]), [
    ["big", "process", { size: "4" }],
    ["big-2", "process", { size: "2" }],
    ["worker", "worker", {}],
    ["ssh", "ssh", { host: "far" }],
    ["ssh-2", "ssh", {}],
  ]);
});

corpusTest(
  "every execution of real files gives a configuration, and can be repeated or says why not",
  async (corpus) => {
    const reasons = new Map<string, number>();
    let count = 0;
    for (const { name } of Deno.readDirSync(`${corpus}/pipelines`)) {
      const { file } = JSON.parse(Deno.readTextFileSync(`${corpus}/pipelines/${name}`));
      for (const found of await allInFile(`${corpus}/vt/${file}`)) {
        const configuration = loggedConfiguration(await found.tree());
        deepEqual(readExecutionConfiguration(writeExecutionConfiguration(configuration)), configuration);
        const repeated = await repeatedOf(found, { set: new Map(), secrets: NO_SECRETS }).catch((error) => {
          ok(error instanceof InputError, file);
          match(error.message, /^Cannot repeat execution \d+: [^\n]+$/);
          const reason = error.message.replace(/^.*?: /, "");
          reasons.set(reason, 1 + (reasons.get(reason) ?? 0));
        });
        if (repeated !== undefined) equal(repeated.source.version, found.exec.workflow.version);
        count++;
      }
    }
    equal(count, 1072);
    deepEqual([...reasons.values()].sort((a, b) => a - b), [8, 111]);
  },
);
