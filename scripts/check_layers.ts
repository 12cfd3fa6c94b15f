/** Fails when a file imports what its layer may not, or in a circle. Prints `file:line: reason`. */

/** Each layer, and the layers that its files may import beside their own. `tests` and `scripts` may import anything. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  main: ["commands", "web", "schemes", "modules", "runtime"],
  commands: ["web", "schemes", "modules", "runtime"],
  web: ["runtime"],
  schemes: ["runtime"],
  modules: ["runtime"],
  runtime: [],
};

/** What packages of modules may know of the runtime: its authoring part. */
const AUTHORING = ["mod", "errors", "if_there", "values", "python/", "zip/", "authoring/"];

/** The files and folders of `runtime/`, the lowest first: a file may import values only from its own place or before. */
const RUNTIME_ORDER: readonly string[] = `
  version packing deno_environment self_command errors if_there nearest join_bytes temporary_folder one_line quantity_text values target_name python/ zip/ authoring/ definition/
  pipeline/ vistrail/ vt_file/
  secrets/ store/ record/ telemetry/ provenance/ jobs/ notify/ scheme/ plan/ interpreter/ why/
  mod
`.trim().split(/\s+/);

const ROOT = new URL("../", import.meta.url);
const IMPORT_MAP: Readonly<Record<string, string>> =
  JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT))).imports;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly line: number;
  /** It is gone when the program runs. */
  readonly typeOnly: boolean;
  /** `import()`: it makes no circle, since it is evaluated later. */
  readonly dynamic: boolean;
}

/** The imports of local files in a source text; paths are relative to the root. Those in comments do not count. */
export function importsOf(from: string, source: string): readonly Import[] {
  const code = source.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, " "));
  const pattern = /^(?:import|export)\b([^;"'`=(]*?)\bfrom\s*"([^"]+)"|^import\s*"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;
  return [...code.matchAll(pattern)].flatMap(({ 0: text, 1: names, 2: named, 3: bare, 4: dynamic, index }) => {
    const to = localPath(from, named ?? bare ?? dynamic);
    const line = code.slice(0, index + text.search(/\S/)).split("\n").length;
    return to === undefined ? [] : [{ from, to, line, typeOnly: isTypeOnly(names), dynamic: dynamic !== undefined }];
  });
}

function isTypeOnly(names: string | undefined): boolean {
  const listed = names?.match(/^\s*\{([^]*)\}\s*$/)?.[1].split(",").map((name) => name.trim()).filter(Boolean);
  return /^\s*type\b/.test(names ?? "") || (listed?.every((name) => name.startsWith("type ")) ?? false);
}

function localPath(from: string, specifier: string): string | undefined {
  const path = IMPORT_MAP[specifier] ?? specifier;
  if (!path.startsWith(".") || !/\.tsx?$/.test(path)) return undefined;
  return new URL(path, path === specifier ? new URL(from, ROOT) : ROOT).href.slice(ROOT.href.length);
}

/** What is wrong with an import; undefined when it may stand. */
export function wrongWith({ from, to, typeOnly }: Import): string | undefined {
  const [layer, other] = [layerOf(from), layerOf(to)];
  if (layer === "tests" || layer === "scripts") return undefined;
  if (layer !== other && !MAY_IMPORT[layer]?.includes(other)) return `${layer} must not import ${other}`;
  if (layer === "modules" && other === "runtime" && !AUTHORING.includes(placeIn(to))) {
    return `modules must not import ${to}, which is no authoring part of the runtime`;
  }
  if (layer !== "runtime" || typeOnly) return undefined;
  const [place, otherPlace] = [from, to].map((path) => RUNTIME_ORDER.indexOf(placeIn(path)));
  return otherPlace > place ? `${to} stands above it in RUNTIME_ORDER` : undefined;
}

function layerOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : "main";
}

/** The entry of `RUNTIME_ORDER` or `AUTHORING` for a file of `runtime/`. */
function placeIn(path: string): string {
  return path.replace(/^runtime\//, "").replace(/\.tsx?$/, "").replace(/\/.*$/, "/");
}

/** The imports of values that are part of a circle. */
export function circles(imports: readonly Import[]): readonly Import[] {
  const values = imports.filter(({ typeOnly, dynamic }) => !typeOnly && !dynamic);
  const byFile = Map.groupBy(values, ({ from }) => from);
  return values.filter(({ from, to }) => reachable(to, byFile).has(from));
}

function reachable(file: string, byFile: ReadonlyMap<string, readonly Import[]>): ReadonlySet<string> {
  const found = new Set([file]);
  for (const each of found) byFile.get(each)?.forEach(({ to }) => found.add(to));
  return found;
}

function sourceFiles(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))].flatMap(({ name, isDirectory }) => {
    if (name.startsWith(".") || name === "fixtures") return [];
    if (isDirectory) return sourceFiles(`${folder}${name}/`);
    return /\.tsx?$/.test(name) ? [folder + name] : [];
  });
}

function problems(): readonly string[] {
  const files = sourceFiles("").filter((file) => !/^(docs|examples)\//.test(file)).sort();
  const imports = files.flatMap((file) => importsOf(file, Deno.readTextFileSync(new URL(file, ROOT))));
  const unlisted = files.filter((file) => layerOf(file) === "runtime" && !RUNTIME_ORDER.includes(placeIn(file)));
  return [
    ...unlisted.map((file) => `${file}:1: not listed in RUNTIME_ORDER of scripts/check_layers.ts`),
    ...imports.flatMap((each) => {
      const wrong = wrongWith(each);
      return wrong === undefined ? [] : [`${each.from}:${each.line}: ${wrong}`];
    }),
    ...circles(imports).map(({ from, to, line }) => `${from}:${line}: imports ${to} in a circle`),
  ];
}

if (import.meta.main) {
  const found = problems();
  const text = found.length === 0 ? "The layers are in order" : found.join("\n");
  (found.length === 0 ? Deno.stdout : Deno.stderr).writeSync(new TextEncoder().encode(`${text}\n`));
  Deno.exit(found.length === 0 ? 0 : 1);
}
