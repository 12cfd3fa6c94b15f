/** The files of the program inside an executable: the sources as they are, with the packages that they need. */
import { moduleGraph } from "./module_graph.ts";
import { npmFiles } from "./npm_files.ts";
import type { TarFile } from "./tar.ts";

/** The root of the project. */
export const ROOT: URL = new URL("../../", import.meta.url);

const ENTRIES = ["main.ts", "far_side.ts", "deno.lock", "LICENSE", "commands", "modules", "runtime", "schemes", "web"];
const PACKING = "runtime/packing.ts";

/** Paths of the program's own files, from the root, sorted. */
export function sourceFiles(): readonly string[] {
  return ENTRIES.flatMap((entry) => filesIn(entry)).sort();
}

/** All files, by paths inside the executable. `isSelfContained`: what they are to know of themselves. */
export async function appFiles(isSelfContained: boolean): Promise<readonly TarFile[]> {
  const sources = sourceFiles().map((path) => ({ path, bytes: Deno.readFileSync(new URL(path, ROOT)) }));
  const roots = sources.filter(({ path }) => /\.tsx?$/.test(path)).map(({ path }) => new URL(path, ROOT).href);
  const { packages, errors } = await moduleGraph(roots, new URL("deno.json", ROOT));
  if (errors.length > 0) throw new Error(`Cannot pack the program: ${errors.join("; ")}`);
  return [
    ...sources.map((file) => file.path === PACKING && isSelfContained ? packed(file) : file),
    { path: "deno.json", bytes: new TextEncoder().encode(`${JSON.stringify(appConfig(), null, 2)}\n`) },
    ...await npmFiles(packages),
  ];
}

/**
 * The settings under which the executable runs scripts. Packages are those in folders `node_modules`, of the program
 * and beside scripts: nothing is downloaded, and no setting of a registry matters.
 */
export function appConfig(): Readonly<Record<string, unknown>> {
  const { version, license, unstable, imports, compilerOptions } = JSON.parse(
    Deno.readTextFileSync(new URL("deno.json", ROOT)),
  );
  return { version, license, nodeModulesDir: "manual", lock: false, unstable, imports, compilerOptions };
}

function packed({ path, bytes }: TarFile): TarFile {
  const [before, after, ...more] = new TextDecoder().decode(bytes).split("= false;");
  if (after === undefined || more.length > 0) throw new Error(`Cannot pack the program: ${path} is not as expected`);
  return { path, bytes: new TextEncoder().encode(`${before}= true;${after}`) };
}

function filesIn(path: string): string[] {
  const url = new URL(path, ROOT);
  try {
    if (Deno.statSync(url).isFile) return [path];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  const entries = [...Deno.readDirSync(url)].filter(({ name }) => !name.startsWith(".") && name !== "__pycache__");
  return entries.flatMap(({ name }) => filesIn(`${path}/${name}`));
}
