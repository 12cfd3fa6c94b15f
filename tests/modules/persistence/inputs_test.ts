import { deepEqual, equal, match } from "node:assert/strict";
import { PathValue, workflow, type WorkflowBuilder } from "vt";
import {
  PersistentFile,
  PersistentInputDir,
  PersistentInputFile,
  PersistentIntermediateFile,
  PersistentRef,
  persistentRef,
} from "vt/persistence";
import { packages } from "../../../modules/mod.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { given, type Ran, ReadText, Stage, told } from "./stage.ts";

const ID = "6b1e3a4e-1f2d-11e0-8a3c-0016cb9d0d1a";

const read = (ran: Ran): unknown => ran.modules.find(({ name }) => name === "ReadText")?.outputs?.text;

function fromPath(path: string, id: string | null = ID): (builder: WorkflowBuilder) => void {
  return ({ add }) => {
    add(PersistentInputFile, { value: new PathValue(path), ref: persistentRef({ id }) });
  };
}

function byReference(version: string | null = null): (builder: WorkflowBuilder) => void {
  return ({ add }) => {
    add(ReadText, { file: add(PersistentInputFile, { ref: persistentRef({ type: 2, id: ID, version }) }).value });
  };
}

Deno.test("a file that comes in is a new version when its content is new", async () => {
  using stage = new Stage();
  const numbers: number[] = [];
  for (const text of ["a", "a", "b"]) {
    const ran = await stage.run(fromPath(stage.write("in.txt", text)));
    equal(Deno.readTextFileSync(given(ran, "PersistentInputFile")), text);
    match(given(ran, "PersistentInputFile"), /\/in\.txt$/);
    const latest = stage.repository.find(ID, null)!;
    equal(latest.signature, latest.content.hash);
    numbers.push(latest.number);
  }
  deepEqual(numbers, [1, 1, 2]);
});

Deno.test("without an id the same content is the same entity", async () => {
  using stage = new Stage();
  const path = stage.write("in.txt", "a");
  const first = await stage.run(({ add }) => void add(PersistentInputFile, { value: new PathValue(path) }));
  deepEqual((await stage.run(fromPath(path, null))).notes, first.notes);
  equal(stage.repository.count(), 1);
});

Deno.test("a reference gives the latest version or the one it names; what depends on it is reused until it changes", async () => {
  using stage = new Stage();
  await stage.run(fromPath(stage.write("in.txt", "a")));
  const first = stage.repository.find(ID, null)!.version;
  equal(read(await stage.run(byReference())), "a");
  equal(read(await stage.run(byReference())), "a");
  deepEqual(told.splice(0), ["read"]);
  await stage.run(fromPath(stage.write("in.txt", "b")));
  equal(read(await stage.run(byReference())), "b");
  equal(read(await stage.run(byReference(first))), "a");
  deepEqual(told, ["read", "read"]);
});

Deno.test("what is made of another version is not taken for what is made of this one", async () => {
  using stage = new Stage();
  const copied = ({ add }: WorkflowBuilder): void => {
    const ref = add(PersistentRef, { value: persistentRef({ id: ID }) }).value;
    const file = add(PersistentInputFile, { ref }).value;
    add(ReadText, { file: add(PersistentIntermediateFile, { value: file }).value });
  };
  for (const text of ["a", "b"]) {
    await stage.run(fromPath(stage.write("in.txt", text)));
    equal(read(await stage.run(copied)), text);
  }
});

Deno.test("what is not there is an error with VisTrails' text", async () => {
  using stage = new Stage();
  const text = `Persistent entity '${ID}' does not exist in the local repository.`;
  equal((await stage.run(byReference())).error, text);
  await stage.run(fromPath(stage.write("in.txt", "a")));
  equal((await stage.run(byReference("1234"))).error, text);
  const nobody = await stage.run(({ add }) => void add(PersistentFile, { ref: persistentRef() }));
  match(nobody.error!, /^Persistent entity '[0-9a-f-]{36}' does not exist in the local repository\.$/);
  const hostile = await stage.run(({ add }) => void add(PersistentFile, { ref: persistentRef({ id: "../.." }) }));
  equal(hostile.error, "Persistent entity '../..' does not exist in the local repository.");
  equal(
    (await stage.run(fromPath(stage.path("absent")))).error,
    "Uncaught exception: TypeError: Do not support this type of path",
  );
  equal((await stage.run(({ add }) => void add(PersistentInputFile, {}))).error, "Need to specify path or reference");
});

Deno.test("a file is no directory", async () => {
  using stage = new Stage();
  const path = stage.write("in.txt", "a");
  const define = ({ add }: WorkflowBuilder): void => void add(PersistentInputDir, { value: new PathValue(path) });
  equal((await stage.run(define)).error, "Path is not a directory but a file");
  equal((await stage.run(fromPath(Deno.cwd()))).error, "Path is not a file but a directory");
  await stage.run(fromPath(path));
  const byRef = await stage.run(({ add }) => void add(PersistentInputDir, { ref: persistentRef({ id: ID }) }));
  equal(byRef.error, "Path is not a directory but a file");
});

Deno.test("readLocal takes the copy in place of what is kept, and keeps it", async () => {
  using stage = new Stage();
  const local = ({ add }: WorkflowBuilder): void => {
    const localPath = new PathValue(stage.path("local.txt"));
    const ref = persistentRef({ id: ID });
    add(ReadText, { file: add(PersistentInputFile, { ref, localPath, readLocal: true, writeLocal: true }).value });
  };
  for (const [text, number] of [["a", 1], ["longer", 2]] as const) {
    stage.write("local.txt", text);
    equal(read(await stage.run(local)), text);
    equal(stage.repository.find(ID, null)!.number, number);
  }
  const inReference = ({ add }: WorkflowBuilder): void => {
    const ref = persistentRef({ id: ID, localPath: stage.path("local.txt"), localRead: true });
    add(ReadText, { file: add(PersistentInputFile, { ref }).value });
  };
  equal(read(await stage.run(inReference)), "longer");
  stage.write("local.txt", "the longest");
  equal(read(await stage.run(inReference)), "the longest");
});

Deno.test("writeLocal without readLocal writes what is kept; without localPath it is of no effect", async () => {
  using stage = new Stage();
  await stage.run(fromPath(stage.write("in.txt", "a")));
  const ref = persistentRef({ id: ID });
  const localPath = new PathValue(stage.path("local.txt"));
  await stage.run(({ add }) => void add(PersistentInputFile, { ref, localPath, writeLocal: true }));
  equal(Deno.readTextFileSync(localPath.name), "a");
  equal(Deno.statSync(localPath.name).mode! & 0o777, 0o644);
  equal(
    (await stage.run(({ add }) => void add(PersistentInputFile, { ref, writeLocal: true, readLocal: true }))).error,
    undefined,
  );
});

Deno.test("wrong wiring is an error of types", () => {
  const wrong = ({ add }: WorkflowBuilder): void => {
    // @ts-expect-error: there is no such port
    add(PersistentInputFile, { path: new PathValue("a") });
    // @ts-expect-error: a text is no reference
    add(PersistentInputFile, { ref: "a" });
    // @ts-expect-error: a directory is no file
    add(PersistentInputFile, { value: add(PersistentInputDir, {}).value });
  };
  const { problems } = planPipeline(workflow("wrong", wrong).build().pipeline, new Registry(packages));
  deepEqual(
    problems.filter(({ severity }) => severity === "error").map(({ message }) => message.split(" ", 2).join(" ")),
    [
      "Cannot connect",
      "No input",
    ],
  );
});
