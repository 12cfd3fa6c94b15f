/** Hashes of definitions in scripts that are written for a test. */
import type { AnyDefinition } from "../../runtime/authoring/module.ts";
import { definitionHash } from "../../runtime/definition/definition_hash.ts";

/** Texts by the names of the files. */
export type Files = Readonly<Record<string, string>>;

/** What every script begins with. */
export const HEAD = 'import { defineModule, port, types as t, workflow } from "vt";\n';

/** The call that defines a module which computes an expression. */
export function module(expression: string, name = "A"): string {
  return `defineModule({ name: "${name}", inputs: { x: port(t.Float) }, outputs: { y: port(t.Float) },
  compute: ({ x }) => ({ y: ${expression} }) })`;
}

/** A script whose module `A` computes an expression; `more` stands before it. */
export function script(expression: string, more = ""): string {
  return `${HEAD}${more}\nexport const A = ${module(expression)};\n`;
}

/** The hash of the export `A` of main.ts, with the files in a folder of their own. */
export async function hashOf(files: Files | string, exported = "A"): Promise<string> {
  const folder = Deno.makeTempDirSync();
  try {
    const all = typeof files === "string" ? { "main.ts": files } : files;
    for (const [name, text] of Object.entries(all)) Deno.writeTextFileSync(`${folder}/${name}`, text);
    const main = `file://${folder}/main.ts`;
    const exports: Record<string, AnyDefinition> = await import(main);
    return await definitionHash(exports[exported], { script: main });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
