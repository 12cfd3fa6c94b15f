import assert from "node:assert/strict";
import { readPools } from "../../../commands/line/pool_option.ts";
import { vt } from "../../support/vt_process.ts";

Deno.test("readPools() reads NAME=N, of a name given twice the last", () => {
  assert.deepEqual([...readPools(["gpu=2", "a b=1", "gpu=3", "cpus=4"])], [["gpu", 3], ["a b", 1], ["cpus", 4]]);
});

Deno.test("readPools() refuses what is no size", () => {
  const wrong = ["gpu", "=2", "gpu=", "gpu=0", "gpu=1.5", "gpu=-1", "gpu=two", "a=b=2"];
  for (const text of wrong) assert.throws(() => readPools([text]), { name: "UsageError", message: /^Option --pool: / });
  assert.throws(() => readPools(["gpu=two"]), {
    message: 'Option --pool: pool gpu is "two", a whole number of at least 1 wanted',
  });
});

const SCRIPT = `
import { defineModule, ModuleError, port, types as t, workflow } from "vt";
export const Unsteady = defineModule({
  name: "Unsteady",
  retries: 2,
  inputs: { file: port(t.String) },
  outputs: { attempt: port(t.Integer) },
  compute: ({ file }) => {
    Deno.writeTextFileSync(file, ".", { append: true });
    const attempt = Deno.readTextFileSync(file).length;
    if (attempt < 3) throw new ModuleError("no answer " + attempt);
    return { attempt };
  },
});
export default workflow("unsteady", ({ add, output }) => {
  output("attempt", add(Unsteady, { file: FILE }, { backoff: 0.001, timeout: 60, pool: "disk" }).attempt);
}, { pools: POOLS });
`;

async function inFolder(
  pools: object,
  body: (file: string, run: (...args: string[]) => ReturnType<typeof vt>) => Promise<void>,
): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    const script = SCRIPT.replace("FILE", JSON.stringify(`${folder}/count`)).replace("POOLS", JSON.stringify(pools));
    Deno.writeTextFileSync(`${folder}/wf.ts`, script);
    await body(`${folder}/wf.ts`, (...args) => vt(args, { VT_STORE: `${folder}/store` }));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("vt run tries a module again, tells how often, and vt log show tells why", () =>
  inFolder({ disk: 1 }, async (file, run) => {
    const { code, stdout, stderr } = await run("run", file, "--json");
    assert.equal(code, 0, stderr);
    const { results, modules } = JSON.parse(stdout);
    assert.deepEqual(results, { attempt: 3 });
    assert.deepEqual([modules[0].attempts, modules[1].attempts], [3, undefined]);
    const shown = (await run("log", "show")).stdout;
    assert.match(shown, /completed +\S+ +0 Unsteady {2}at the 3rd attempt\n/);
    assert.match(shown, /\n +attempt 1 \(\S+\): no answer 1\n +attempt 2 \(\S+\): no answer 2\n/);
    const again = JSON.parse((await run("run", file, "--json")).stdout);
    assert.equal(again.modules[0].status, "cached");
  }));

Deno.test("vt run refuses a pool of which nobody says how much it has, until --pool does", () =>
  inFolder({}, async (file, run) => {
    const refused = await run("run", file, "--json");
    assert.equal(refused.code, 2);
    const [problem, ...others] = JSON.parse(refused.stdout).problems;
    assert.deepEqual([problem.module, others], ["0", []]);
    assert.match(
      problem.message,
      /^Cannot take from pool disk: nobody says how much it has; write pools: \{ "disk": 1 }/,
    );
    const mistyped = await run("run", file, "--pool", "disc=1");
    assert.equal(mistyped.code, 2);
    const { code, stdout, stderr } = await run("run", file, "--pool", "disk=1", "--pool", "disc=1", "--quiet");
    assert.deepEqual([code, stdout], [0, "attempt = 3\n"]);
    assert.equal(stderr, "vt: warning: No module takes from pool disc: did you mean disk?\n");
  }));

Deno.test("--pool counts before what the workflow says", () =>
  inFolder({ disk: 4, memory: 64 }, async (file, run) => {
    const planned = JSON.parse((await run("plan", file, "--json")).stdout);
    assert.deepEqual(planned.modules[0].policy, {
      retries: 2,
      backoff: { seconds: 0.001, factor: 2, most: 300 },
      timeout: 60,
      pool: { name: "disk", slots: 1 },
    });
    const { stdout } = await run("plan", file);
    assert.match(stdout, / 0 {2}Unsteady {2}here: .*; up to 3 attempts; at most 60 s; 1 of pool disk\n/);
    assert.equal((await run("plan", file, "--pool", "disk=0")).code, 2);
  }));

Deno.test("vt export says that a file has no place for how modules are computed", () =>
  inFolder({ disk: 1 }, async (file, run) => {
    const { code, stderr } = await run("export", file, "-o", `${file}.vt`);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Left out, for a file has no place for it: retries, timeout, .* of modules 0\n/);
  }));
