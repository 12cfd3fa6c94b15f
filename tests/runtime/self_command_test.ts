import { deepEqual, equal } from "node:assert/strict";
import { selfCommand, selfForm, type SelfSurroundings } from "../../runtime/self_command.ts";
import { VERSION } from "../../runtime/version.ts";

const SOURCE: SelfSurroundings = {
  program: "/bin/deno",
  isCompiled: false,
  selfContained: undefined,
  here: "file:///my%20vt/runtime/self_command.ts",
};
const COMPILED = { ...SOURCE, program: "/bin/vt", isCompiled: true };
const SELF_CONTAINED = {
  ...SOURCE,
  program: "/cache/1f/bin/deno",
  selfContained: "/bin/vt",
  here: "file:///cache/1f/app/runtime/self_command.ts",
};

const fromSource = ["run", "-A", "--config", "/my vt/deno.json", "/my vt/main.ts", "agent", "--stdio"];

for (
  const [where, surroundings, command, args, form] of [
    ["from source", SOURCE, "/bin/deno", fromSource, "source, /my vt/"],
    ["compiled", COMPILED, "/bin/vt", ["agent", "--stdio"], "compiled, /bin/vt"],
    [
      "in the self-contained file",
      SELF_CONTAINED,
      "/bin/vt",
      ["agent", "--stdio"],
      "self-contained, /bin/vt, unpacked in /cache/1f/",
    ],
  ] as const
) {
  Deno.test(`selfCommand() starts vt ${where}, and selfForm() says where it is`, () => {
    deepEqual(selfCommand(["agent", "--stdio"], surroundings), { command, args });
    equal(selfForm(surroundings), form);
  });
}

Deno.test("selfCommand() starts this vt from anywhere", async () => {
  const { command, args } = selfCommand(["--version"]);
  const { stdout } = await new Deno.Command(command, { args: [...args], cwd: "/" }).output();
  equal(new TextDecoder().decode(stdout), `vt ${VERSION}\n`);
});
