import assert from "node:assert/strict";
import { VERSION } from "../../runtime/version.ts";
import { manPage } from "../../scripts/release/man_page.ts";
import { releaseNotes } from "../../scripts/release/release_notes.ts";
import { billOfMaterials } from "../../scripts/release/sbom.ts";
import { checksums, releaseTexts } from "../../scripts/release.ts";

Deno.test("releaseTexts() makes the completions, the manual and the bill of this vt, the same each time", async () => {
  const texts = await releaseTexts("Unreleased");
  assert.deepEqual(texts, await releaseTexts("Unreleased"));
  for (const [name, wanted] of [["vt.bash", /_vt/], ["_vt", /^#compdef vt/], ["vt.fish", /^complete -c vt/]] as const) {
    assert.match(texts.get(name)!, wanted);
  }
  const page = texts.get("vt.1")!;
  assert.ok(page.startsWith(`.TH VT 1 "" "vt ${VERSION}"`));
  for (const name of ["run", "jobs", "doctor"]) assert.ok(page.includes(`\n.SS "vt ${name}"\n`));
  for (const name of ["VT_STORE", "VT_CACHE_DIR"]) assert.ok(page.includes(`\n.B ${name}\n`), name);
  const bill = JSON.parse(texts.get("vt.cdx.json")!);
  const names = bill.components.map(({ name }: { name: string }) => name);
  assert.ok(names.includes("deno") && names.includes("@babel/parser"));
});

Deno.test("manPage() writes nothing that a text does not mean", () => {
  const command = {
    name: "a-b",
    summary: "Does it",
    usage: "FILE\n--all",
    options: { all: { type: "boolean", doc: ".hidden files" }, to: { type: "string", short: "t", doc: "it's" } },
    examples: [["vt a-b x\\y… é", "'quoted'"]],
    run: () => Promise.resolve(0),
  } as const;
  const lines = manPage([command], "1").split("\n");
  for (
    const line of [
      '.SS "vt a\\-b"',
      "\\&.hidden files",
      ".B \\-t, \\-\\-to VALUE",
      ".B vt a\\-b x\\ey... \\[u00E9]",
      "\\&'quoted'",
    ]
  ) {
    assert.ok(lines.includes(line), line);
  }
});

Deno.test("releaseNotes() gives the section of a version, and refuses a version that has none", () => {
  const log = "# Changelog\n\n## Unreleased\n\n## [1.1.0] - 2020-01-02\n\n### Added\n\n- b\n\n## 1.0.0\n\n- a\n";
  assert.equal(releaseNotes(log, "1.1.0"), "### Added\n\n- b\n");
  assert.equal(releaseNotes(log, "1.0.0"), "- a\n");
  assert.throws(() => releaseNotes(log, "2.0.0"), { message: "CHANGELOG.md has no section for 2.0.0" });
  assert.throws(() => releaseNotes(log, "Unreleased"), { message: "CHANGELOG.md says nothing of Unreleased" });
});

Deno.test("checksums() is what sha256sum reads", () => {
  const files = new Map([["b", new TextEncoder().encode("abc")], ["a", new Uint8Array()]]);
  const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(checksums(files), `${empty}  a\n${abc}  b\n`);
});

Deno.test("billOfMaterials() has each package with its hash, its licence and what it needs", () => {
  const packages = new Map([
    ["@s/b@2.0.0", { name: "@s/b", version: "2.0.0", dependencies: [] }],
    ["a@1.0.0", { name: "a", version: "1.0.0", dependencies: ["@s/b@2.0.0"] }],
  ]);
  const locked = { "a@1.0.0": { integrity: "sha512-AAE=" }, "@s/b@2.0.0": { integrity: "sha512-/w==" } };
  const licenceOf = (name: string): string | undefined => name === "a" ? "MIT" : undefined;
  const parts = { version: "3.0.0", denoVersion: "2.9.6", packages, locked, licenceOf };
  const { components, dependencies, metadata } = JSON.parse(billOfMaterials(parts));
  assert.equal(metadata.component.version, "3.0.0");
  assert.deepEqual(components.slice(1), [
    {
      type: "library",
      "bom-ref": "pkg:npm/%40s/b@2.0.0",
      name: "@s/b",
      version: "2.0.0",
      purl: "pkg:npm/%40s/b@2.0.0",
      hashes: [{ alg: "SHA-512", content: "ff" }],
    },
    {
      type: "library",
      "bom-ref": "pkg:npm/a@1.0.0",
      name: "a",
      version: "1.0.0",
      licenses: [{ license: { id: "MIT" } }],
      purl: "pkg:npm/a@1.0.0",
      hashes: [{ alg: "SHA-512", content: "0001" }],
    },
  ]);
  const vt = dependencies.find(({ ref }: { ref: string }) => ref === "pkg:generic/vt@3.0.0");
  assert.deepEqual(vt.dependsOn, ["pkg:github/denoland/deno@v2.9.6", "pkg:npm/a@1.0.0"]);
  assert.throws(() => billOfMaterials({ ...parts, locked: {} }), { message: /^Cannot list @s\/b@2\.0\.0: / });
});
