/** How long vt takes to start, from source: the peer is `deno run` of an empty file, in turns with it. */
import { makeZip } from "../../tests/fixtures/make_zip.ts";
import { median, printTable } from "./table.ts";

const ROUNDS = 25;
const MAIN = new URL("../../main.ts", import.meta.url).pathname;

const SMALL = `<vistrail id="" name="" version="1.0.4">
  <action id="1" prevId="0" date="2016-01-01 00:00:00" session="0" user="bench">
    <add id="0" what="module" objectId="0" parentObjId="" parentObjType="">
      <module id="0" cache="1" name="Integer" namespace="" package="org.vistrails.vistrails.basic" version="2.1.1"/>
    </add>
  </action>
</vistrail>`;

async function milliseconds(args: readonly string[]): Promise<number> {
  const start = performance.now();
  const { success } = await new Deno.Command(Deno.execPath(), { args: ["run", "-A", ...args], stdout: "null" })
    .output();
  if (!success) throw new Error(`deno run ${args.join(" ")} failed`);
  return performance.now() - start;
}

/** Prints the table. */
export async function startUp(): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "vt_bench_" });
  Deno.writeTextFileSync(`${folder}/empty.ts`, "");
  Deno.writeFileSync(`${folder}/small.vt`, makeZip([{ name: "vistrail", data: SMALL }]));
  const commands: Record<string, string[]> = {
    "deno run of an empty file": [`${folder}/empty.ts`],
    "vt --version": [MAIN, "--version"],
    "vt show small.vt": [MAIN, "show", `${folder}/small.vt`],
  };
  const times = new Map(Object.keys(commands).map((name) => [name, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, args] of Object.entries(commands)) {
      const took = await milliseconds(args);
      if (round > 0) times.get(name)!.push(took);
    }
  }
  const base = median(times.get("deno run of an empty file")!);
  printTable(
    `Start-up, median of ${ROUNDS}`,
    Array.from(times, ([command, all]) => ({
      command,
      time: `${median(all).toFixed(1)} ms`,
      ratio: (median(all) / base).toFixed(2),
    })),
  );
  Deno.removeSync(folder, { recursive: true });
}

if (import.meta.main) await startUp();
