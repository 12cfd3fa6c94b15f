import { deepEqual, equal } from "node:assert/strict";
import { annotationOf } from "../../../runtime/vistrail/vistrail.ts";
import { openVistrail } from "../../../runtime/vt_file/bundle.ts";
import { saveVistrail } from "../../../runtime/vt_file/save.ts";
import { setAnnotation } from "../../../runtime/vt_file/xml_edit.ts";
import { action, vistrailXml } from "../../fixtures/make_vistrail.ts";
import { deflate, makeZip } from "../../fixtures/make_zip.ts";

const KILLS = 30;
const VALUES = ["short", "a long value ".repeat(5000)];
const PICTURE = crypto.getRandomValues(new Uint8Array(60_000));
const SAVE_FOR_EVER = `
import { saveVistrail } from "${new URL("../../../runtime/vt_file/save.ts", import.meta.url)}";
import { setAnnotation } from "${new URL("../../../runtime/vt_file/xml_edit.ts", import.meta.url)}";
for (let i = 0;; i++) {
  const value = ${JSON.stringify(VALUES)}[i % 2];
  await saveVistrail(Deno.args[0], { edit: (xml) => setAnnotation(xml, "__jobs__", value) });
  Deno.stdout.writeSync(new Uint8Array(1));
}`;

/** Kills a process that saves without end, after some saves and some more of the next one. */
async function killWhileSaving(file: string): Promise<void> {
  const args = ["eval", "--quiet", "--ext=ts", SAVE_FOR_EVER, file];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "inherit" }).spawn();
  const saves = child.stdout.getReader();
  for (let i = 0; i < 2; i++) await saves.read();
  for (let i = Math.random() * 300; i > 0; i--) await Deno.stat(file);
  child.kill("SIGKILL");
  saves.releaseLock();
  await child.stdout.cancel();
  equal((await child.status).signal, "SIGKILL");
}

Deno.test("saveVistrail() leaves a sound file, the old or the new one, when it is killed", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/a.vt`;
    const xml = vistrailXml(Array.from({ length: 500 }, (_, i) => action(i + 1, i)).join("\n"));
    const picture = { name: "thumbs/a.png", data: PICTURE };
    await Deno.writeFile(file, makeZip([{ name: "vistrail", data: xml, deflated: await deflate(xml) }, picture]));
    for (let i = 0; i < KILLS; i++) {
      await killWhileSaving(file);
      const { vistrail, read } = await openVistrail(file);
      equal(VALUES.includes(annotationOf(vistrail, "__jobs__") ?? ""), true);
      equal(vistrail.actions.size, 500);
      deepEqual(await read("thumbs/a.png"), PICTURE);
    }
    await saveVistrail(file, { edit: (xml) => setAnnotation(xml, "__jobs__", undefined) });
    deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["a.vt"]);
    equal(new TextDecoder().decode(await (await openVistrail(file)).read("vistrail")), xml);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
