/** How Deno and editors find what scripts import: the settings of this program, for files anywhere. */
import program from "../deno.json" with { type: "json" };

/** What a `deno.json` says. */
export interface ScriptConfig {
  readonly imports: Readonly<Record<string, string>>;
  readonly compilerOptions: { readonly strict: true };
  readonly nodeModulesDir: "none";
}

/** The settings under which scripts run here, with the files of this program by their full URLs. */
export function scriptConfig(): ScriptConfig {
  const imports = Object.keys(program.imports).map((name) => [name, import.meta.resolve(name)]);
  return { imports: Object.fromEntries(imports), compilerOptions: { strict: true }, nodeModulesDir: "none" };
}

/** Why scripts cannot be checked against the types of this program; undefined where they can. */
export function whyNoTypes(): string | undefined {
  const hasSources = !Deno.build.standalone && import.meta.resolve("vt").endsWith(".ts");
  return hasSources ? undefined : "this vt is one executable without its types; run vt from its sources to check them";
}
