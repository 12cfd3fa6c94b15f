/**
 * What a definition reaches: declarations of its file and of imported ones, each once, in an order that depends on
 * nothing but what they say.
 */
import { type DefinitionPart, partOf } from "./definition_part.ts";
import type { Declaration, ImportedName, ScriptFile } from "./script_file.ts";
import { scriptFile, type Target, targetOf, UNKNOWN_TEXT } from "./script_graph.ts";
import type { Piece } from "./syntax.ts";

/** Something that is reached. */
type Place =
  | { readonly kind: "declaration"; readonly file: ScriptFile; readonly name: string }
  | { readonly kind: "whole"; readonly file: ScriptFile }
  | { readonly kind: "text"; readonly text: string; readonly from: ImportPlace };

/** Where something that is no script is imported, and by which specifier. */
interface ImportPlace {
  readonly url: string;
  readonly specifier: string;
  /** What is imported; the text without it says all that may change. */
  readonly name: string;
}

const NOWHERE: ImportPlace = { url: "", specifier: "", name: "" };

/** Exports that lead from file to file more often are taken for a circle. */
const LONGEST_WAY = 100;

/** Collects what is reached; see the head of the file. */
export class Reach {
  readonly #numbers = new Map<string, number>();
  readonly #places: Place[] = [];
  readonly #names = new Map<ScriptFile, Set<string>>();
  /** By place: the names that it needs, and the numbers of their places. */
  readonly #needed: (readonly unknown[])[] = [];
  #isAllWhole = false;

  /** Begins with a file; it and all local files that it imports count whole from then on. */
  all(file: ScriptFile): void {
    this.#isAllWhole = true;
    this.whole(file);
  }

  /** Begins with a declaration of a file. */
  declaration(file: ScriptFile, name: string): number {
    if (file.countsWhole || this.#isAllWhole) return this.whole(file);
    return this.#enter(`declaration ${name} ${file.url}`, { kind: "declaration", file, name });
  }

  /** Begins with a whole file. */
  whole(file: ScriptFile): number {
    return this.#enter(`whole ${file.url}`, { kind: "whole", file });
  }

  /** Begins with something that a text tells. */
  text(text: string, from: ImportPlace = NOWHERE): number {
    return this.#enter(`text ${text}`, { kind: "text", text, from });
  }

  /** What was begun with, and all that it reaches: a line each. */
  async lines(): Promise<readonly string[]> {
    const lines: string[] = [];
    do {
      for (let place = this.#places[lines.length]; place !== undefined; place = this.#places[lines.length]) {
        lines.push(JSON.stringify(await this.#lineOf(place, lines.length)));
      }
    } while (this.#addChanging());
    return lines;
  }

  /** The same for people, once the lines are known: a part each. */
  parts(): readonly DefinitionPart[] {
    return this.#places.map((place, i) => {
      if (place.kind === "text") {
        const { text, from: { url, specifier, name } } = place;
        const source = name !== "" && text.endsWith(` ${name}`) ? text.slice(0, -name.length - 1) : text;
        return partOf({ kind: "text", file: url, name: specifier, source }, [source]);
      }
      const { kind, file } = place;
      const pieces = this.#piecesOf(place);
      const needed = JSON.stringify(this.#needed[i], (_key, value) => {
        return typeof value === "number" ? this.#addressOf(value) : value;
      });
      const counted = [...pieces.map(({ text }) => text), needed];
      if (kind === "whole") return partOf({ kind, file: file.url, name: "", source: file.source }, counted);
      const source = file.declarations.get(place.name)!.map((one) => sourceOf(file, one)).join("\n");
      return partOf({ kind, file: file.url, name: place.name, source }, counted);
    });
  }

  /** What a place is called, whatever it holds. */
  #addressOf(number: number): string {
    const place = this.#places[number];
    if (place.kind === "text") return `${place.from.name} ${place.from.specifier}`;
    return place.kind === "whole" ? place.file.url : `${place.name} ${place.file.url}`;
  }

  #enter(key: string, place: Place): number {
    let number = this.#numbers.get(key);
    if (number !== undefined) return number;
    number = this.#places.push(place) - 1;
    this.#numbers.set(key, number);
    if (place.kind === "declaration") {
      const names = this.#names.get(place.file);
      if (names === undefined) this.#names.set(place.file, new Set([place.name]));
      else names.add(place.name);
    }
    return number;
  }

  async #lineOf(place: Place, number: number): Promise<unknown> {
    if (place.kind === "text") return place.text;
    const { file } = place;
    const pieces = this.#piecesOf(place);
    const needed = await this.#neededBy(pieces, place);
    if (place.kind === "whole") needed.push(...await this.#neededByWhole(file));
    this.#needed[number] = needed;
    const where = pieces.some(({ usesMeta }) => usesMeta) ? file.url : "";
    return [place.kind, pieces.map(({ text }) => text), needed, where];
  }

  #piecesOf(place: Exclude<Place, { kind: "text" }>): readonly Piece[] {
    return place.kind === "whole" ? [place.file.whole] : place.file.declarations.get(place.name)!;
  }

  async #neededBy(pieces: readonly Piece[], { kind, file }: Exclude<Place, { kind: "text" }>): Promise<unknown[]> {
    const needed: unknown[] = [];
    for (const name of new Set(pieces.flatMap(({ names }) => [...names]).sort())) {
      const imported = file.imports.get(name);
      if (file.declarations.has(name)) {
        if (kind === "declaration") needed.push([name, this.declaration(file, name)]);
      } else if (imported !== undefined) needed.push([name, await this.#imported(file, imported, 0)]);
    }
    return needed;
  }

  async #neededByWhole(file: ScriptFile): Promise<unknown[]> {
    const needed: unknown[] = [];
    const others = [...file.exports.values()].filter((exported) => typeof exported !== "string");
    for (const other of others) needed.push(await this.#imported(file, other, 0));
    const loaded = [...file.stars, ...file.effects, ...file.whole.dynamicImports];
    for (const specifier of loaded) {
      needed.push(
        specifier === undefined
          ? this.text(UNKNOWN_TEXT, { url: file.url, specifier: "import()", name: "" })
          : await this.#imported(file, { specifier, name: "*" }, 0),
      );
    }
    return needed;
  }

  async #imported(from: ScriptFile, { specifier, name }: ImportedName, way: number): Promise<number> {
    const target = await targetOf(specifier, from.url);
    const file = await fileOf(target);
    if (file === undefined) {
      return this.text("text" in target ? `${target.text} ${name}` : UNKNOWN_TEXT, { url: from.url, specifier, name });
    }
    return await this.#exported(file, name, way) ?? this.whole(file);
  }

  /** What a file exports under a name; undefined when it does not say. */
  async #exported(file: ScriptFile, name: string, way: number): Promise<number | undefined> {
    if (name === "*" || file.countsWhole || this.#isAllWhole || way > LONGEST_WAY) return this.whole(file);
    const exported = file.exports.get(name);
    if (typeof exported === "object") return await this.#imported(file, exported, way + 1);
    if (exported !== undefined) {
      const imported = file.imports.get(exported);
      if (file.declarations.has(exported)) return this.declaration(file, exported);
      return imported === undefined ? undefined : await this.#imported(file, imported, way + 1);
    }
    return file.stars.length === 1
      ? await this.#imported(file, { specifier: file.stars[0], name }, way + 1)
      : undefined;
  }

  /** Enters declarations that are not reached themselves, but may change what is: `fill(table)`. */
  #addChanging(): boolean {
    const before = this.#places.length;
    for (const [file, reached] of this.#names) {
      const changeable = [...reached].filter((name) => !isConstant(file, name));
      if (changeable.length === 0) continue;
      for (const [name, declarations] of file.declarations) {
        if (reached.has(name) || !declarations.some((one) => one.doesSomething)) continue;
        const around = namesAround(file, declarations);
        if (changeable.some((one) => around.has(one))) this.declaration(file, name);
      }
    }
    return this.#places.length > before;
  }
}

/** The file of a target; undefined for what is no script, or none that can be read. */
async function fileOf(target: Target): Promise<ScriptFile | undefined> {
  return "script" in target ? await scriptFile(target.script) : undefined;
}

/** The text of a declaration with what stands before it. */
function sourceOf({ source }: ScriptFile, { keyword, syntax }: Declaration): string {
  const before = keyword === "default" ? "export default" : keyword;
  return `${before} ${source.slice(Number(syntax.start), Number(syntax.end))}`.trimStart();
}

function isConstant(file: ScriptFile, name: string): boolean {
  return file.declarations.get(name)!.every((one) => one.isConstant);
}

/** The names of the file that declarations reach inside it. */
function namesAround(file: ScriptFile, declarations: readonly Declaration[]): ReadonlySet<string> {
  const found = new Set(declarations.flatMap(({ names }) => [...names]));
  for (const name of found) {
    for (const { names } of file.declarations.get(name) ?? []) for (const each of names) found.add(each);
  }
  return found;
}
