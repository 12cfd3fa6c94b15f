import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { group, port, types as t, type WorkflowBuilder } from "vt";
import { List, WriteFile } from "vt/basic";
import {
  PersistentDir,
  PersistentIntermediateDir,
  PersistentIntermediateFile,
  PersistentOutputFile,
  PersistentPath,
  PersistentRef,
  persistentRef,
} from "vt/persistence";
import { given, MakeDirectory, MakeFile, type Ran, ReadText, Stage, told } from "./stage.ts";

const ID = "6b1e3a4e-1f2d-11e0-8a3c-0016cb9d0d1a";

function intermediate(text: string): (builder: WorkflowBuilder) => void {
  return ({ add }) => {
    const kept = add(PersistentIntermediateFile, { value: add(MakeFile, { text }).file });
    add(ReadText, { file: kept.value });
  };
}

function output(text: string): (builder: WorkflowBuilder) => void {
  const ref = persistentRef({ id: ID, name: "result.csv", tags: "x" });
  return ({ add }) => void add(PersistentOutputFile, { value: add(MakeFile, { text }).file, ref });
}

const Inside = group(
  "Inside",
  { inputs: { text: port(t.String) }, outputs: { file: port(t.File) } },
  ({ text }, { add }) => ({
    file: add(PersistentIntermediateFile, { value: add(MakeFile, { text }).file }).value,
  }),
);

const Writing = group(
  "Writing",
  { inputs: { text: port(t.String), ref: PersistentRef.inputs.value }, outputs: { file: port(t.File) } },
  ({ text, ref }, { add }) => ({
    file: add(PersistentOutputFile, { value: add(WriteFile, { in_value: text }).out_value, ref }).value,
  }),
);

const read = (ran: Ran): unknown => ran.modules.find(({ name }) => name === "ReadText")?.outputs?.text;

Deno.test("an intermediate file whose signature is known is given, and what makes it does not run", async () => {
  using stage = new Stage();
  const first = await stage.run(intermediate("a"));
  deepEqual([told.splice(0), read(first)], [["make a", "read"], "a"]);
  const second = await stage.run(intermediate("a"));
  deepEqual([told.splice(0), read(second), second.outcome.state], [["read"], "a", "completed"]);
  equal(second.modules.find(({ name }) => name === "MakeFile")!.state, "notRun");
  deepEqual(second.notes, first.notes);
  deepEqual(given(second, "PersistentIntermediateFile"), given(first, "PersistentIntermediateFile"));
  match(given(first, "PersistentIntermediateFile"), /\.txt$/);
  const other = await stage.run(intermediate("b"));
  deepEqual([told.splice(0), read(other)], [["make b", "read"], "b"]);
  notEqual(other.notes.persistent_id, first.notes.persistent_id);
});

Deno.test("a directory is kept as a whole", async () => {
  using stage = new Stage();
  for (const expected of [["make d"], []]) {
    const ran = await stage.run(({ add }) => {
      add(PersistentIntermediateDir, { value: add(MakeDirectory, { text: "d" }).directory });
    });
    deepEqual(told.splice(0), expected);
    equal(Deno.readTextFileSync(`${given(ran, "PersistentIntermediateDir")}/inner/b`), "d inner/b");
  }
});

Deno.test("content that is gone is made again", async () => {
  using stage = new Stage();
  const { notes } = await stage.run(intermediate("a"));
  const { content: { hash } } = stage.repository.find(String(notes.persistent_id), null)!;
  Deno.removeSync(`${stage.repository.folder}/content/${hash.slice(0, 2)}/${hash}`);
  told.length = 0;
  equal(read(await stage.run(intermediate("a"))), "a");
  deepEqual(told, ["make a", "read"]);
});

Deno.test("an output with a reference is the latest version of that entity, and made at most once", async () => {
  using stage = new Stage();
  const numbers: (number | undefined)[] = [];
  for (const text of ["a", "a", "b", "a"]) {
    const { notes } = await stage.run(output(text));
    equal(notes.persistent_id, ID);
    const latest = stage.repository.find(ID, null)!;
    equal(notes.persistent_version, latest.version);
    equal(Deno.readTextFileSync(stage.repository.pathOf(latest)), text);
    deepEqual([latest.name, latest.tags], ["result.csv", "x"]);
    numbers.push(latest.number);
  }
  deepEqual([numbers, told], [[1, 1, 2, 3], ["make a", "make b"]]);
});

Deno.test("the same content under another signature is no new version", async () => {
  using stage = new Stage();
  const named = (name: string) => ({ add }: WorkflowBuilder): void => {
    add(PersistentOutputFile, { value: add(MakeFile, { text: "a", name }).file, ref: persistentRef({ id: ID }) });
  };
  await stage.run(named(".one"));
  await stage.run(named(".two"));
  equal(stage.repository.find(ID, null)!.number, 1);
  told.length = 0;
  await stage.run(named(".two"));
  deepEqual(told, []);
});

Deno.test("a failure upstream is told once, and nothing is kept", async () => {
  using stage = new Stage();
  const ran = await stage.run(intermediate("fails"));
  deepEqual(ran.modules.map(({ name, state }) => `${name} ${state}`), [
    "MakeFile failed",
    "PersistentIntermediateFile notRun",
    "ReadText notRun",
  ]);
  equal(stage.repository.count(), 0);
});

Deno.test("VisTrails' errors", async () => {
  using stage = new Stage();
  const errors = async (define: (builder: WorkflowBuilder) => void) => (await stage.run(define)).error;
  equal(await errors(({ add }) => void add(PersistentOutputFile, {})), "Need to specify path or reference");
  equal(
    await errors(({ add }) => void add(PersistentOutputFile, { ref: persistentRef({ id: ID }) })),
    "Missing value from port value",
  );
  equal(
    await errors(({ add }) => void add(PersistentPath, { ref: null as never })),
    "Uncaught exception: AttributeError: 'NoneType' object has no attribute 'id'",
  );
  await stage.run(output("a"));
  const directory = ({ add }: WorkflowBuilder): void => {
    const value = add(MakeDirectory, { text: "d" }).directory;
    add(PersistentDir, { value, ref: persistentRef({ id: ID }) });
  };
  equal(await errors(directory), "Path is not a directory but a file");
  equal(stage.repository.find(ID, null)!.number, 1);
});

Deno.test("in a loop each iteration has a signature of its own", async () => {
  using stage = new Stage();
  const loop = ({ add }: WorkflowBuilder): void => {
    add(PersistentIntermediateFile, { value: add(MakeFile, { text: add(List, { value: ["a", "b"] }).value }).file });
  };
  const ran = await stage.run(loop);
  deepEqual(ran.error, undefined);
  equal(stage.repository.count(), 2);
  await stage.run(loop);
  equal(stage.repository.count(), 2);
});

Deno.test("in a group what precedes it does not run again", async () => {
  using stage = new Stage();
  const texts: unknown[] = [];
  for (let run = 0; run < 2; run++) {
    texts.push(read(await stage.run(({ add }) => void add(ReadText, { file: add(Inside, { text: "g" }).file }))));
  }
  deepEqual([texts, told.filter((one) => one !== "read")], [["g", "g"], ["make g"]]);
});

Deno.test("a local copy is written in every run, though the results of all that precedes are known", async () => {
  using stage = new Stage();
  const ref = persistentRef({ id: ID, localPath: stage.path("copy.txt"), localWriteback: true });
  const alone = ({ add }: WorkflowBuilder): void => {
    add(PersistentOutputFile, { value: add(WriteFile, { in_value: "a" }).out_value, ref });
  };
  const inGroup = ({ add }: WorkflowBuilder): void => void add(Writing, { text: "a", ref });
  for (const define of [alone, inGroup]) {
    for (let run = 0; run < 2; run++) {
      stage.write("copy.txt", "changed");
      equal((await stage.run(define)).error, undefined);
      equal(Deno.readTextFileSync(stage.path("copy.txt")), "a");
    }
  }
  equal(stage.repository.find(ID, null)!.number, 1);
});

Deno.test("what depends on a kept file is reused", async () => {
  using stage = new Stage();
  const texts: unknown[] = [];
  for (let run = 0; run < 2; run++) {
    texts.push(read(
      await stage.run(({ add }) => {
        const value = add(WriteFile, { in_value: "a" }).out_value;
        add(ReadText, { file: add(PersistentIntermediateFile, { value }).value });
      }),
    ));
  }
  deepEqual([texts, told], [["a", "a"], ["read"]]);
});
