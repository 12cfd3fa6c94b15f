/** What Deno finds by following imports from some files. */

/** A package and those that it needs, by `name@version`. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly string[];
}

/** See the head of the file. */
export interface ModuleGraph {
  /** URLs of files. */
  readonly files: readonly string[];
  /** Packages by `name@version`, with all that they need. */
  readonly packages: ReadonlyMap<string, NpmPackage>;
  /** What could not be found. */
  readonly errors: readonly string[];
}

interface DenoInfo {
  readonly modules: readonly {
    readonly kind: string;
    readonly specifier: string;
    readonly npmPackage?: string;
    readonly error?: string;
  }[];
  readonly npmPackages?: Readonly<Record<string, NpmPackage>>;
}

/** Follows the imports of these files, by URL, under the settings in `config`. */
export async function moduleGraph(roots: readonly string[], config: URL): Promise<ModuleGraph> {
  const folder = Deno.makeTempDirSync({ prefix: "vt_graph_" });
  try {
    const entry = `${folder}/entry.ts`;
    Deno.writeTextFileSync(entry, roots.map((url) => `import ${JSON.stringify(url)};\n`).join(""));
    const path = decodeURIComponent(config.pathname);
    const { modules, npmPackages = {} }: DenoInfo = await denoInfo(["--config", path, entry]);
    const named = modules.flatMap(({ npmPackage }) => npmPackage ?? []);
    return {
      files: modules.flatMap(({ kind, specifier }) =>
        kind !== "npm" && !specifier.includes("vt_graph_") ? [specifier] : []
      ),
      packages: new Map([...withNeeded(named, npmPackages)].map((name) => [name, npmPackages[name]])),
      errors: modules.flatMap(({ error }) => error ?? []),
    };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** What `deno info` says with these arguments. */
export async function denoInfo<Info>(args: readonly string[]): Promise<Info> {
  const info = new Deno.Command(Deno.execPath(), { args: ["info", "--json", ...args], stderr: "piped" });
  const { success, stdout, stderr } = await info.output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot follow the imports: ${decoder.decode(stderr)}`);
  return JSON.parse(decoder.decode(stdout));
}

function withNeeded(names: readonly string[], all: Readonly<Record<string, NpmPackage>>): ReadonlySet<string> {
  const found = new Set(names);
  for (const name of found) all[name].dependencies.forEach((one) => found.add(one));
  return found;
}
