import { deepEqual, equal, rejects } from "node:assert/strict";
import { annotationOf } from "../../../runtime/vistrail/vistrail.ts";
import { openVistrail } from "../../../runtime/vt_file/bundle.ts";
import { saveVistrail } from "../../../runtime/vt_file/save.ts";
import { setAnnotation } from "../../../runtime/vt_file/xml_edit.ts";
import { action, vistrailXml } from "../../fixtures/make_vistrail.ts";
import { deflate, type Entry, makeZip } from "../../fixtures/make_zip.ts";

const XML = vistrailXml(action(1, 0));
const EXECUTION = '<workflowExec id="-1" version="1.0.4" parentVersion="1" completed="1"/>';
const edit = (value: string | undefined) => (xml: string) => setAnnotation(xml, "__jobs__", value);

/** A folder with one file, gone at the end. */
class Folder implements Disposable {
  readonly path = Deno.makeTempDirSync();
  readonly file: string;

  constructor(content: Uint8Array | string, name = "a.vt") {
    this.file = `${this.path}/${name}`;
    Deno.writeFileSync(this.file, typeof content === "string" ? new TextEncoder().encode(content) : content);
  }

  names(): string[] {
    return [...Deno.readDirSync(this.path)].map(({ name }) => name).sort();
  }

  async jobs(): Promise<string | undefined> {
    return annotationOf((await openVistrail(this.file)).vistrail, "__jobs__");
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

async function bundle(...others: Entry[]): Promise<Uint8Array> {
  return makeZip([{ name: "vistrail", data: XML, deflated: await deflate(XML) }, ...others]);
}

/** The save fails with that message, and leaves nothing but the file as it was. */
async function refuses(folder: Folder, message: RegExp, work: () => Promise<unknown>): Promise<void> {
  const before = Deno.readFileSync(folder.file);
  const names = folder.names();
  await rejects(work(), (error: Error) => {
    equal(/^(InputError|VistrailFileError)$/.test(error.name), true, error.stack);
    equal(message.test(error.message), true, error.message);
    return true;
  });
  deepEqual(Deno.readFileSync(folder.file), before);
  deepEqual(folder.names(), names);
}

Deno.test("saveVistrail() saves into a bundle and leaves it alone when nothing changes", async () => {
  using folder = new Folder(await bundle({ name: "thumbs/a.png", data: "picture" }));
  equal(await saveVistrail(folder.file, { edit: edit("{}") }), true);
  equal(await folder.jobs(), "{}");
  equal(new TextDecoder().decode(await (await openVistrail(folder.file)).read("thumbs/a.png")), "picture");
  const before = Deno.statSync(folder.file);
  equal(await saveVistrail(folder.file, { edit: edit("{}") }), false);
  equal(Deno.statSync(folder.file).ino, before.ino);
  deepEqual(folder.names(), ["a.vt"]);
});

Deno.test("saveVistrail() saves into a bare document, without a log", async () => {
  using folder = new Folder(XML, "a.xml");
  equal(await saveVistrail(folder.file, { edit: edit("{}"), log: EXECUTION }), true);
  equal(await saveVistrail(folder.file, { log: EXECUTION }), false);
  equal(await saveVistrail(folder.file, { edit: edit(undefined) }), true);
  equal(Deno.readTextFileSync(folder.file), XML);
});

Deno.test("saveVistrail() appends to the log, or begins one", async () => {
  for (const old of [[], [{ name: "log", data: EXECUTION }], [{ name: "log", data: `${EXECUTION}\n` }]]) {
    using folder = new Folder(await bundle(...old, { name: "z", data: "z" }));
    await saveVistrail(folder.file, { log: EXECUTION });
    const opened = await openVistrail(folder.file);
    const log = new TextDecoder().decode(await opened.read("log"));
    equal(log, `${EXECUTION}\n`.repeat(old.length + 1));
    equal((await opened.executions()).length, old.length + 1);
  }
});

Deno.test("saveVistrail() replaces what a symbolic link leads to, with its permissions", async () => {
  using folder = new Folder(await bundle());
  Deno.chmodSync(folder.file, 0o640);
  Deno.symlinkSync("a.vt", `${folder.path}/link.vt`);
  await saveVistrail(`${folder.path}/link.vt`, { edit: edit("{}") });
  equal(Deno.lstatSync(`${folder.path}/link.vt`).isSymlink, true);
  equal(await folder.jobs(), "{}");
  equal(Deno.statSync(folder.file).mode! & 0o777, 0o640);
});

Deno.test("saveVistrail() gives the file the owner that it had", { ignore: Deno.uid() !== 0 }, async () => {
  using folder = new Folder(await bundle());
  Deno.chownSync(folder.file, 12345, 54321);
  await saveVistrail(folder.file, { edit: edit("{}") });
  const { uid, gid } = Deno.statSync(folder.file);
  deepEqual([uid, gid], [12345, 54321]);
});

Deno.test("saveVistrail() saves one after the other what several save at once", async () => {
  using folder = new Folder(await bundle());
  const saved = await Promise.all(
    Array.from(
      { length: 8 },
      (_, i) => saveVistrail(folder.file, { edit: (xml) => setAnnotation(xml, `key${i}`, "x"), log: EXECUTION }),
    ),
  );
  equal(saved.every((changed) => changed), true);
  const opened = await openVistrail(folder.file);
  equal(opened.vistrail.annotations.length, 8);
  equal((await opened.executions()).length, 8);
});

Deno.test("saveVistrail() refuses to overwrite what has changed since it was read", async () => {
  using folder = new Folder(await bundle());
  const expectedHash = await (await openVistrail(folder.file)).contentHash();
  await saveVistrail(folder.file, { edit: edit("theirs"), expectedHash });
  await refuses(
    folder,
    /a\.vt: it has changed since it was read/,
    () => saveVistrail(folder.file, { edit: edit("ours"), expectedHash }),
  );
});

Deno.test("saveVistrail() refuses to overwrite what changes while it saves", async () => {
  using folder = new Folder(await bundle());
  const theirs = await bundle({ name: "theirs", data: "x" });
  await rejects(
    saveVistrail(folder.file, {
      edit: (xml) => {
        Deno.writeFileSync(folder.file, theirs);
        return setAnnotation(xml, "__jobs__", "ours");
      },
    }),
    { name: "InputError", message: /it has changed since it was read/ },
  );
  deepEqual(Deno.readFileSync(folder.file), theirs);
  deepEqual(folder.names(), ["a.vt"]);
});

Deno.test("saveVistrail() refuses links, missing files, folders and what may not be written", async () => {
  using folder = new Folder(await bundle());
  const save = (path: string) => saveVistrail(path, { edit: edit("{}") });
  await refuses(folder, /it is a link/, () => save("a.vtl"));
  await refuses(folder, /no\.vt: there is no such file/, () => save(`${folder.path}/no.vt`));
  await refuses(folder, /it is a directory/, () => save(folder.path));
  Deno.chmodSync(folder.file, 0o444);
  // Root may write everywhere.
  if (Deno.uid() !== 0) await refuses(folder, /a\.vt: .*may not be written/, () => save(folder.file));
});

Deno.test("saveVistrail() refuses damaged files", async () => {
  const sound = await bundle({ name: "log", data: EXECUTION, crc: 7 });
  const cases: [Uint8Array | string, RegExp][] = [
    [sound.slice(0, -30), /end record is missing/],
    [sound.slice(100), /Cannot read the zip archive/],
    [makeZip([{ name: "log" }]), /does not contain vistrail/],
    [makeZip([{ name: "vistrail", data: "<vistrail" }]), /a\.vt:1:\d+: Cannot read the XML/],
    [makeZip([{ name: "vistrail", data: new Uint8Array([0x3c, 0xff]) }]), /it is not UTF-8/],
    [vistrailXml("<action>"), /Cannot read the XML/],
  ];
  for (const [content, message] of cases) {
    using folder = new Folder(content);
    await refuses(folder, message, () => saveVistrail(folder.file, { edit: edit("{}") }));
  }
  using folder = new Folder(sound);
  await refuses(folder, /"log" is damaged/, () => saveVistrail(folder.file, { log: EXECUTION }));
  await refuses(folder, /Cannot read the XML/, () => saveVistrail(folder.file, { log: "<workflowExec>" }));
  await refuses(folder, /version 7/, () => saveVistrail(folder.file, { edit: () => vistrailXml(action(8, 7)) }));
  equal(await saveVistrail(folder.file, { edit: edit("{}") }), true);
});

/** Does the work in a file system of 1 MB; false where none can be mounted. */
async function onSmallDisk(work: (folder: string) => Promise<void>): Promise<boolean> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  const folder = await Deno.makeTempDir();
  const run = (name: string, ...args: string[]) => new Deno.Command(name, { args, stderr: "null" }).output();
  try {
    const mounted = await run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
    if (!mounted.success) return false;
    try {
      await work(folder);
    } finally {
      await run("umount", folder);
    }
    return true;
  } finally {
    await Deno.remove(folder);
  }
}

const hasSmallDisk = await onSmallDisk(() => Promise.resolve());

Deno.test({
  name: `saveVistrail() leaves the file alone when the disk is full${hasSmallDisk ? "" : " (skipped: needs mount)"}`,
  ignore: !hasSmallDisk,
  fn: async () => {
    const noise = crypto.getRandomValues(new Uint8Array(60_000));
    const archive = await bundle(...Array.from({ length: 10 }, (_, i) => ({ name: `thumbs/${i}.png`, data: noise })));
    await onSmallDisk(async (folder) => {
      const file = `${folder}/a.vt`;
      await Deno.writeFile(file, archive);
      await rejects(saveVistrail(file, { edit: edit("{}") }), {
        name: "InputError",
        message: /a\.vt: No space left on device/,
      });
      deepEqual(await Deno.readFile(file), archive);
      equal([...Deno.readDirSync(folder)].length, 1);
    });
  },
});
