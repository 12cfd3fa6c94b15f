/** What an executable consists of, as a bill of materials in the JSON of CycloneDX. */
import type { NpmPackage } from "../executable/module_graph.ts";

/** What the bill is made from. */
export interface Parts {
  /** Of vt. */
  readonly version: string;
  readonly denoVersion: string;
  /** By `name@version`. */
  readonly packages: ReadonlyMap<string, NpmPackage>;
  /** What the lock file says of them. */
  readonly locked: Readonly<Record<string, { readonly integrity?: string }>>;
  /** The licence of a package, where it says one. */
  readonly licenceOf: (name: string, version: string) => string | undefined;
}

/** The document; the same parts make the same text. Throws for a package that is not locked. */
export function billOfMaterials({ version, denoVersion, packages, locked, licenceOf }: Parts): string {
  const vt = component("application", "vt", { version, purl: `pkg:generic/vt@${version}`, licence: "MIT" });
  const deno = component("platform", "deno", {
    version: denoVersion,
    purl: `pkg:github/denoland/deno@v${denoVersion}`,
    licence: "MIT",
  });
  const sorted = [...packages].sort(([a], [b]) => a < b ? -1 : 1);
  const libraries = sorted.map(([key, { name, version }]) => ({
    ...component("library", name, { version, purl: purlOf(name, version), licence: licenceOf(name, version) }),
    hashes: [{ alg: "SHA-512", content: hashOf(key, locked) }],
  }));
  const needed = new Set(sorted.flatMap(([, { dependencies }]) => dependencies));
  const direct = sorted.filter(([key]) => !needed.has(key)).map(([, { name, version }]) => purlOf(name, version));
  const inside = sorted.map(([, { name, version, dependencies }]) => ({
    ref: purlOf(name, version),
    dependsOn: dependencies.map((key) => purlOf(packages.get(key)!.name, packages.get(key)!.version)).sort(),
  }));
  const bill = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: { component: vt },
    components: [deno, ...libraries],
    dependencies: [{ ref: vt.purl, dependsOn: [deno.purl, ...direct] }, { ref: deno.purl, dependsOn: [] }, ...inside],
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

interface Facts {
  readonly version: string;
  readonly purl: string;
  readonly licence: string | undefined;
}

function component(type: string, name: string, { version, purl, licence }: Facts): { readonly purl: string } {
  const licenses = licence === undefined ? {} : { licenses: [{ license: { id: licence } }] };
  return { ...{ type, "bom-ref": purl, name, version }, ...licenses, purl };
}

function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

function hashOf(key: string, locked: Parts["locked"]): string {
  const [, base64] = /^sha512-(.+)$/.exec(locked[key]?.integrity ?? "") ?? [];
  if (base64 === undefined) throw new Error(`Cannot list ${key}: deno.lock has no SHA-512 of it`);
  return Uint8Array.fromBase64(base64).toHex();
}
