import assert from "node:assert/strict";
import { bashCompletions, fishCompletions, zshCompletions } from "../../commands/completions.ts";
import { defineCommand } from "../../commands/line/command.ts";

const COMMANDS = [
  defineCommand({
    name: "run",
    summary: "Runs a person's workflows",
    usage: "FILE",
    options: {
      json: { type: "boolean", doc: "it's [JSON]" },
      save: { type: "string", choices: ["auto", "never"], doc: "when" },
      store: { type: "string", value: "DIR", doc: "where" },
    },
    examples: [],
    run: () => Promise.resolve(0),
  }),
  defineCommand({
    name: "log",
    summary: "Shows",
    usage: "",
    words: ["show"],
    options: {},
    examples: [],
    run: () => Promise.resolve(0),
  }),
];

async function completeInBash(...words: string[]): Promise<string[]> {
  const line = words.map((word) => `'${word}'`).join(" ");
  const script = `${bashCompletions(COMMANDS)}
COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _vt; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { code, stdout } = await new Deno.Command("bash", { args: ["-c", script], cwd: "/" }).output();
  assert.equal(code, 0);
  return new TextDecoder().decode(stdout).split("\n").filter((word) => word !== "");
}

const bash = ["/bin/bash", "/usr/bin/bash"].some((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

Deno.test({
  name: `bashCompletions() completes commands, words, options and values${bash ? "" : " (skipped: there is no bash)"}`,
  ignore: !bash,
  fn: async () => {
    assert.deepEqual(await completeInBash("vt", ""), ["run", "log", "help", "--help", "--version"]);
    assert.deepEqual(await completeInBash("vt", "l"), ["log"]);
    assert.deepEqual(await completeInBash("vt", "log", ""), ["show"]);
    assert.deepEqual(await completeInBash("vt", "help", "r"), ["run"]);
    assert.deepEqual(await completeInBash("vt", "run", "--"), ["--json", "--save", "--store", "--help"]);
    assert.deepEqual(await completeInBash("vt", "run", "--save", "a"), ["auto"]);
    assert.deepEqual(await completeInBash("vt", "run", "--save", "=", "n"), ["never"]);
    assert.deepEqual(await completeInBash("vt", "run", "--store", "/de"), ["/dev"]);
    assert.deepEqual(await completeInBash("vt", "run", "x"), []);
  },
});

Deno.test("zshCompletions() describes options and quotes their texts", () => {
  const script = zshCompletions(COMMANDS);
  assert.ok(script.includes(`'run:Runs a person'\\''s workflows'`));
  assert.ok(
    script.includes(`'--json[it'\\''s \\[JSON\\]]' '--save[when]:save:(auto never)' '--store[where]:DIR:_directories'`),
  );
});

Deno.test("fishCompletions() has a line for every command, word and option", () => {
  const lines = fishCompletions(COMMANDS).trim().split("\n");
  assert.equal(lines.length, 2 + 4 + 2 + 1);
  assert.ok(lines.includes(`complete -c vt -n '__fish_seen_subcommand_from run' -l save -x -a 'auto never' -d 'when'`));
  assert.ok(lines.includes(`complete -c vt -n '__fish_seen_subcommand_from help' -f -a 'run log'`));
});
