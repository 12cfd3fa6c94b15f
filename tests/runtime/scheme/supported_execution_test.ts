import assert from "node:assert/strict";
import { packages } from "../../../modules/mod.ts";
import type { AnyDefinition, Parallelizable } from "../../../runtime/authoring/module.ts";
import {
  supportedExecution,
  supportedTogether,
  supports,
  supportText,
} from "../../../runtime/scheme/supported_execution.ts";

function supportOf(parallelizable?: Parallelizable | "portable"): ReturnType<typeof supportedExecution> {
  return supportedExecution({ name: "M", inputs: {}, outputs: {}, parallelizable, compute: () => ({}) });
}

const SCHEMES = ["worker", "process", "ssh", "http", "slurm", "new"];

function supported(support: ReturnType<typeof supportedExecution>): string {
  return SCHEMES.filter((scheme) => supports(support, scheme)).join(" ");
}

Deno.test("supports() goes by the kind of the scheme, and by its name before that", () => {
  assert.equal(supported(supportOf()), "");
  assert.equal(supported(supportOf({})), "");
  assert.equal(supported(supportOf({ worker: true })), "worker");
  assert.equal(supported(supportOf({ process: true })), "process");
  assert.equal(supported(supportOf({ remote: true })), "ssh http slurm new");
  assert.equal(supported(supportOf({ worker: true, remote: true, systems: { slurm: false } })), "worker ssh http new");
  assert.equal(supported(supportOf({ systems: { ssh: true } })), "ssh");
  assert.equal(supported(supportOf("portable")), SCHEMES.join(" "));
});

Deno.test("supportedExecution() leaves jobs and control modules here", () => {
  const base = { name: "M", inputs: {}, outputs: {}, parallelizable: { worker: true } };
  assert.equal(supported(supportedExecution({ ...base, job: {} as NonNullable<AnyDefinition["job"]> })), "");
  assert.equal(supported(supportedExecution({ ...base, control: (() => {}) as never })), "");
});

Deno.test("supportedTogether() is what each supports, portable ones left out", () => {
  const together = (...all: (Parallelizable | "portable" | undefined)[]) => supportedTogether(all.map(supportOf));
  assert.equal(supported(together({ worker: true, process: true }, "portable", { process: true })), "process");
  assert.equal(supported(together({ worker: true }, undefined)), "");
  assert.equal(supported(together({ systems: { ssh: true } }, { remote: true })), "ssh");
  assert.equal(supported(together({ remote: true, systems: { ssh: false } }, { remote: true })), "http slurm new");
  assert.equal(together("portable", "portable").isPortable, true);
  assert.equal(together().isPortable, true);
  assert.equal(together({ autoselect: false }, {}).autoselect, true);
  assert.equal(together({ autoselect: false }, "portable").autoselect, false);
});

Deno.test("supportText() says it in words", () => {
  assert.equal(supportText(supportOf()), "");
  assert.equal(
    supportText(supportOf({ worker: true, process: true, remote: true })),
    "worker, process and other machines",
  );
  assert.equal(supportText(supportOf({ remote: true, systems: { slurm: false } })), "other machines, but not slurm");
  assert.equal(supportText(supportOf({ worker: true, systems: { ssh: true, worker: true } })), "worker and ssh");
});

Deno.test("of VisTrails' modules, those that it sends are sent only when told to, and constants are portable", () => {
  const all = new Map(packages.flatMap(({ modules }) => modules.map((one) => [one.name, supportedExecution(one)])));
  for (const name of ["PythonSource", "DownloadFile", "HTTPDirectory"]) {
    const { worker, process, remote, autoselect } = all.get(name)!;
    assert.deepEqual([worker, process, remote, autoselect], [true, true, true, false], name);
  }
  for (const name of ["Integer", "String", "Color", "InputPort", "OutputPort", "List", "Tuple", "PythonCalc"]) {
    assert.equal(all.get(name)!.isPortable, true, name);
  }
  assert.deepEqual([all.get("ShellJob")!.remote, all.get("ShellJob")!.autoselect], [true, false]);
  for (const name of ["File", "StandardOutput", "FileSink", "Map"]) {
    assert.equal(supported(all.get(name)!), "", name);
  }
});
