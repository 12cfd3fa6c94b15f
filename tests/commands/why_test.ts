import { deepEqual, equal, match } from "node:assert/strict";
import { action, add, addModule, change, vistrailXml } from "../fixtures/make_vistrail.ts";
import { temporaryPlace } from "../support/recorded_run.ts";
import { vt } from "../support/vt_process.ts";

const LIB = `export function scale(x: number): number {
  return x * 2;
}
`;

const MAIN = `import { defineModule, port, types as t, workflow } from "vt";
import { Range } from "vt/basic";
import { Sum } from "vt/control_flow";
import { scale } from "./lib.ts";

export const Square = defineModule({
  name: "Square",
  inputs: { value: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  compute: ({ value }) => ({ value: scale(value) }),
});

export default workflow("sum", ({ add, input, output }) => {
  const square = add(Square, { value: add(Range, { stop: input("n", t.Integer, 10) }).value });
  output("sum", add(Sum, { InputList: square.value }).Result);
});
`;

interface Place {
  readonly folder: string;
  /** What vt says; the ids and times of executions are left out. */
  readonly says: (...args: string[]) => Promise<string>;
}

async function inFolder(test: (place: Place) => Promise<void>): Promise<void> {
  using place = temporaryPlace();
  const folder = Deno.realPathSync(place.directory);
  Deno.writeTextFileSync(`${folder}/lib.ts`, LIB);
  Deno.writeTextFileSync(`${folder}/main.ts`, MAIN);
  const says = async (...args: string[]): Promise<string> => {
    const { stdout, stderr } = await vt(args, { VT_STORE: `${folder}/store` });
    const all = `${stdout}${stderr}`.replaceAll(folder, "");
    return all.replace(/[Ee]xecution \w{8} \([^)]*\)/g, (text) => text.slice(0, 9)).trim();
  };
  await test({ folder, says });
}

Deno.test("vt why tells why modules of a script ran, came from the cache, and would run", () =>
  inFolder(async ({ folder, says }) => {
    const script = `${folder}/main.ts`;
    equal(await says("run", "-q", script), "sum = 90");
    match(await says("why", "Square"), /^Square \(2\) ran for the first time: no earlier execution of this workflow/);
    equal(await says("why", "--next", script), "The next run would compute 0 of 5 modules");
    await says("run", "-q", script);
    equal(await says("why", script, "Square"), "Square (2) came from the cache: computed by execution");
    Deno.writeTextFileSync(`${folder}/lib.ts`, `// thrice\n${LIB.replace("x * 2", "x * 3")}`);
    const cause = 'its definition changed: in lib.ts, function scale: "x * 2" is now "x * 3"';
    equal(
      await says("why", "--next", script),
      "The next run would compute 3 of 5 modules\n" +
        `  Square (2) would run again because ${cause}\n` +
        "  Sum (3) would run again because Square (2), which feeds InputList, would run again\n" +
        "  OutputPort “sum” (4) would run again because Sum (3), which feeds InternalPipe, would run again",
    );
    equal(await says("run", "-q", script), "sum = 135");
    equal(
      await says("why", script),
      "Execution of main.ts computed 3 of 5 modules\n" +
        `  Square (2) ran again because ${cause}\n` +
        "  Sum (3) ran again because Square (2), which feeds InputList, ran again\n" +
        "  OutputPort “sum” (4) ran again because Sum (3), which feeds InternalPipe, ran again",
    );
    equal(
      await says("why", "Sum", script),
      `Sum (3) ran again because Square (2), which feeds InputList, ran again: ${cause}\n  compared with execution`,
    );
    const next = await says("why", "--next", script, "Range", "--set", "n=3");
    match(
      next,
      /^Range \(1\) would run again because InputPort “n” \(0\), which feeds stop, would run again: Default was 10/,
    );
  }));

Deno.test("vt why --json tells the same to programs", () =>
  inFolder(async ({ folder, says }) => {
    const script = `${folder}/main.ts`;
    await says("run", "-q", script);
    await says("run", "-q", script, "--set", "n=20");
    const one = JSON.parse(await says("why", "Range", "--json"));
    deepEqual([one.module, one.name, one.state, one.reason.kind], ["1", "Range", "completed", "changed"]);
    deepEqual(one.reason.causes.map(({ changes }: { changes: unknown }) => changes), [
      [{ kind: "value", port: "Default", before: 10, now: 20 }],
    ]);
    const all = JSON.parse(await says("why", script, "--json"));
    equal(all.workflow.file, "/main.ts");
    deepEqual(all.modules.map(({ module }: { module: string }) => module), ["0", "1", "2", "3", "4"]);
    const next = JSON.parse(await says("why", "--next", script, "--json", "--all"));
    equal(next.execution, null);
    const reused = next.modules.filter(({ state }: { state: string }) => state === "willBeReused");
    equal(reused.length, 5);
  }));

Deno.test("vt why compares versions of a file, and takes one of them", () =>
  inFolder(async ({ folder, says }) => {
    const parameter = { id: 0, pos: 0, name: "", alias: "", type: "Integer", val: "1" };
    const value = add(1, "function", { id: 0, pos: 0, name: "value" }, "module 0");
    const first = action(1, 0, addModule(0, 0) + value + add(2, "parameter", parameter, "function 0"));
    const edit = change(3, "parameter", { ...parameter, id: 1, val: "2" }, { oldId: 0, parent: "function 0" });
    const file = `${folder}/a.xml`;
    Deno.writeTextFileSync(file, vistrailXml(first + action(2, 1, edit)));
    await says("run", "-q", `${file}:1`);
    equal(await says("why", "--next", `${file}:1`), "The next run would compute 0 of 1 modules");
    await says("run", "-q", `${file}:2`);
    equal(
      await says("why", file),
      "Execution of a.xml computed 1 of 1 modules\n  Integer (0) ran again because value was 1 and is now 2",
    );
    match(await says("why", `${file}:1`), /\n {2}Integer \(0\) ran for the first time/);
    match(await says("why", `${file}:3`), /^vt: Cannot find an execution of/);
  }));

Deno.test("vt why says that a result could not be kept", () =>
  inFolder(async ({ folder, says }) => {
    const script = `${folder}/odd.ts`;
    const made = MAIN.replace(/import \{ (Range|Sum|scale)[^]*?\n/g, "").replace(
      "t.Integer) },\n  compute",
      "t.Variant) },\n  compute",
    )
      .replace("{ value: scale(value) }", "{ value: (): number => value }").replace(
        /\({ add[^]*/,
        "({ add }) => void add(Square, { value: 1 }));\n",
      );
    Deno.writeTextFileSync(script, made);
    await says("run", "-q", script);
    await says("run", "-q", script);
    match(await says("why", "Square"), /^Square \(0\) ran again because its result could not be kept/);
  }));

Deno.test("vt why refuses what it cannot find, and says what was meant", () =>
  inFolder(async ({ folder, says }) => {
    const script = `${folder}/main.ts`;
    match(await says("why", "Square"), /^vt: There are no executions yet/);
    await says("run", "-q", script);
    equal(await says("why", "Squar"), 'vt: Cannot find module "Squar" in the execution: did you mean Square?');
    match(await says("why", `${folder}/other.ts`), /^vt: Cannot find an execution of \/other.ts: vt log lists/);
    match(await says("why", "a", "b"), /^vt: Cannot find a file a or b/);
    match(await says("why", "--execution", "zzzz"), /^vt: Cannot find execution zzzz/);
    match(await says("why", "--next"), /^vt: No FILE given/);
  }));
