import { deepEqual, equal } from "node:assert/strict";
import { selfCommand, type SelfSurroundings } from "../../runtime/self_command.ts";
import { VERSION } from "../../runtime/version.ts";

const SOURCE: SelfSurroundings = {
  program: "/bin/deno",
  isCompiled: false,
  selfContained: undefined,
  here: "file:///my%20vt/runtime/self_command.ts",
};
const BUNDLED = { ...SOURCE, here: "file:///cache/1f/app/chunk-1.js" };

const fromSource = ["run", "-A", "--config", "/my vt/deno.json", "/my vt/main.ts", "agent", "--stdio"];
const fromBundle = ["run", "-A", "--config", "/cache/1f/app/deno.json", "/cache/1f/app/main.js", "agent", "--stdio"];

for (
  const [where, surroundings, command, args] of [
    ["from source", SOURCE, "/bin/deno", fromSource],
    ["from source below another vt", { ...SOURCE, selfContained: "/bin/vt" }, "/bin/deno", fromSource],
    ["compiled", { ...SOURCE, program: "/bin/vt", isCompiled: true }, "/bin/vt", ["agent", "--stdio"]],
    ["in the self-contained file", { ...BUNDLED, selfContained: "/bin/vt" }, "/bin/vt", ["agent", "--stdio"]],
    ["bundled", BUNDLED, "/bin/deno", fromBundle],
  ] as const
) {
  Deno.test(`selfCommand() starts vt ${where}`, () => {
    deepEqual(selfCommand(["agent", "--stdio"], surroundings), { command, args });
  });
}

Deno.test("selfCommand() starts this vt from anywhere", async () => {
  const { command, args } = selfCommand(["--version"]);
  const { stdout } = await new Deno.Command(command, { args: [...args], cwd: "/" }).output();
  equal(new TextDecoder().decode(stdout), `vt ${VERSION}\n`);
});
