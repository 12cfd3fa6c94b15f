/** Makes all that a release consists of, in dist/: executables, completions, the manual, notes, a bill of materials. */
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { bashCompletions, fishCompletions, zshCompletions } from "../commands/completions.ts";
import { COMMANDS } from "../main.ts";
import { VERSION } from "../runtime/version.ts";
import { compile, outputPath } from "./compile.ts";
import { ROOT, sourceFiles } from "./executable/app_files.ts";
import { moduleGraph } from "./executable/module_graph.ts";
import { packageLicence } from "./executable/npm_files.ts";
import { findTarget, thisTarget } from "./executable/targets.ts";
import { manPage } from "./release/man_page.ts";
import { releaseNotes } from "./release/release_notes.ts";
import { billOfMaterials } from "./release/sbom.ts";

const HELP = `deno task release [--target NAME]... [--self-contained] [--unreleased]

  --target NAME      what to make executables for, else this machine; may be given several times
  --self-contained   do not use deno compile
  --unreleased       try it out: uncommitted changes are in it, and the notes are those of Unreleased
`;

/** The texts of a release beside the executables, by file name. */
export async function releaseTexts(section: string): Promise<ReadonlyMap<string, string>> {
  const commands = await Promise.all(Object.values(COMMANDS).map(async (load) => (await load()).command));
  const changelog = Deno.readTextFileSync(new URL("CHANGELOG.md", ROOT));
  return new Map([
    ["vt.bash", bashCompletions(commands)],
    ["_vt", zshCompletions(commands)],
    ["vt.fish", fishCompletions(commands)],
    ["vt.1", manPage(commands, VERSION)],
    ["NOTES.md", releaseNotes(changelog, section)],
    ["vt.cdx.json", await bill()],
  ]);
}

/** Lines as `sha256sum --check` reads them, sorted by name. */
export function checksums(files: ReadonlyMap<string, Uint8Array>): string {
  const lines = Array.from(files, ([name, bytes]) => [name, createHash("sha256").update(bytes).digest("hex")] as const);
  return lines.sort(([a], [b]) => a < b ? -1 : 1).map(([name, hash]) => `${hash}  ${name}\n`).join("");
}

async function bill(): Promise<string> {
  const roots = sourceFiles().filter((path) => path.endsWith(".ts")).map((path) => new URL(path, ROOT).href);
  const { packages } = await moduleGraph(roots, new URL("deno.json", ROOT));
  const { npm: locked } = JSON.parse(Deno.readTextFileSync(new URL("deno.lock", ROOT)));
  const licences = await packageLicence();
  return billOfMaterials({ version: VERSION, denoVersion: Deno.version.deno, packages, locked, licenceOf: licences });
}

function checkCommitted(): void {
  const { success, stdout } = new Deno.Command("git", { args: ["status", "--porcelain"], cwd: ROOT }).outputSync();
  if (!success) throw new Error("git does not say of which commit this is; --unreleased makes it all the same");
  if (stdout.length > 0) {
    throw new Error("there are changes that are not committed; --unreleased makes it all the same");
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: [...Deno.args],
    options: {
      target: { type: "string", multiple: true },
      "self-contained": { type: "boolean", default: false },
      unreleased: { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return say(HELP);
  if (!values.unreleased) checkCommitted();
  const targets = values.target?.map(findTarget) ?? [thisTarget()];
  const texts = await releaseTexts(values.unreleased ? "Unreleased" : VERSION);
  const files = new Map(Array.from(texts, ([name, text]) => [name, new TextEncoder().encode(text)]));
  for (const target of targets) {
    const output = outputPath(target);
    say(await compile({ target, isSelfContained: values["self-contained"], output }));
    files.set(output.slice(output.lastIndexOf("/") + 1), Deno.readFileSync(output));
  }
  for (const [name, text] of texts) Deno.writeTextFileSync(new URL(`dist/${name}`, ROOT), text);
  Deno.writeTextFileSync(new URL("dist/SHA256SUMS", ROOT), checksums(files));
  say(`Wrote dist/SHA256SUMS and what it lists: ${[...files.keys()].sort().join(", ")}`);
}

function say(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}

if (import.meta.main) {
  await main().catch((error: Error) => {
    say(`Cannot make the release: ${error.message}`);
    Deno.exit(1);
  });
}
