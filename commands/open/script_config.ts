/** How Deno and editors find what scripts import: the settings of this program, for files anywhere. */
import program from "../../deno.json" with { type: "json" };

/** What a `deno.json` says. */
export interface ScriptConfig {
  readonly imports: Readonly<Record<string, string>>;
  readonly compilerOptions: { readonly strict: true };
  /** With another setting Deno checks types only where `@types/node` is installed. */
  readonly nodeModulesDir: "none";
}

/** The settings under which scripts run here, with the files of this program by their full URLs. */
export function scriptConfig(): ScriptConfig {
  return configWith((_, name) => import.meta.resolve(name));
}

/** The same settings with the files of this program in a folder, such as `./.vt/types`. */
export function configFor(folder: string): ScriptConfig {
  return configWith((place) => place.startsWith("./") ? `${folder}/${place.slice(2)}` : place);
}

function configWith(placeOf: (place: string, name: string) => string): ScriptConfig {
  const imports = Object.entries(program.imports).map(([name, place]) => [name, placeOf(place, name)]);
  return { imports: Object.fromEntries(imports), compilerOptions: { strict: true }, nodeModulesDir: "none" };
}

/** URLs of the files of this program that scripts import. */
export function importedFiles(): readonly string[] {
  const root = new URL("../../", import.meta.url);
  return Object.values(program.imports).filter((place) => place.startsWith("./")).map((place) =>
    new URL(place, root).href
  );
}
