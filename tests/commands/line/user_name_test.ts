import { equal } from "node:assert/strict";

const SOURCE = `console.log((await import("ROOT/commands/line/user_name.ts")).userName())`;
const ROOT = new URL("../../../", import.meta.url).href;

/** What a process says whose environment has these variables of ours and nothing else of the user. */
async function nameIn(env: Record<string, string>): Promise<string> {
  const { PATH = "", HOME = "", DENO_DIR } = Deno.env.toObject();
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--ext=ts", SOURCE.replace("ROOT/", ROOT)],
    clearEnv: true,
    env: { PATH, HOME, ...(DENO_DIR && { DENO_DIR }), ...env },
  }).output();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("who runs vt is who the environment names, else whom the system knows", async () => {
  equal(await nameIn({ USER: "ada", LOGNAME: "grace" }), "ada");
  equal(await nameIn({ USER: "", LOGNAME: "grace" }), "grace");
});

Deno.test({
  name: "without variables it is whom the system knows",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const { stdout } = await new Deno.Command("id", { args: ["-un"] }).output();
    const account = new TextDecoder().decode(stdout).trim();
    equal(await nameIn({}), account || String(Deno.uid()));
  },
});
