/** A file of a script, taken apart: what it declares, imports and exports, and whether it does more than to declare. */
import { doesSomething, isConstant } from "./evaluation.ts";
import { isErased, isSyntax, type Piece, pieceOf, type Syntax } from "./syntax.ts";

/** A declaration at the top of a file. */
export interface Declaration extends Piece {
  readonly syntax: Syntax;
  /** What stands before the syntax: `const`, or nothing where the syntax has it. */
  readonly keyword: string;
  /** Lines of the file, counted from 1. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** Whether something is called when the file is evaluated, which may change what other declarations hold. */
  readonly doesSomething: boolean;
  /** Whether others may change what it holds. */
  readonly isConstant: boolean;
}

/** Where an imported or re-exported name comes from; the name `*` is the whole file. */
export interface ImportedName {
  readonly specifier: string;
  readonly name: string;
}

/** See the head of the file. */
export interface ScriptFile {
  readonly url: string;
  /** Its text. */
  readonly source: string;
  readonly declarations: ReadonlyMap<string, readonly Declaration[]>;
  readonly imports: ReadonlyMap<string, ImportedName>;
  /** By exported name: the name here, or elsewhere. */
  readonly exports: ReadonlyMap<string, string | ImportedName>;
  /** Specifiers of `export *`. */
  readonly stars: readonly string[];
  /** Specifiers of imports for their effects. */
  readonly effects: readonly string[];
  /** All that it does, without what builds workflows. */
  readonly whole: Piece;
  /** The same with what builds workflows; undefined where that nests too deeply. */
  readonly everything: () => Piece | undefined;
  /** It has effects beside its declarations, or loads files while it runs: no part of it can be told from the rest. */
  readonly countsWhole: boolean;
}

/** The name of a default export that has none. */
const DEFAULT = "*default*";

/** Takes a parsed file apart. */
export function takeApart(
  { url, source }: Pick<ScriptFile, "url" | "source">,
  body: readonly Syntax[],
): ScriptFile {
  const file = partsOf(body);
  const { declarations, imports, exports, stars, effects } = file;
  const whole = pieceOf(...essence(file));
  const isVt = (name: string): boolean => isVtSpecifier(imports.get(name)?.specifier ?? "");
  const described = new Map(
    Array.from(declarations, ([name, all]) => [name, all.map((one) => describe(one, isVt))]),
  );
  const countsWhole = file.hasEffects || effects.length > 0 || whole.dynamicImports.size > 0;
  return {
    url,
    source,
    declarations: described,
    imports,
    exports,
    stars,
    effects,
    whole,
    everything: () => pieceUnlessDeep(file.rest),
    countsWhole,
  };
}

function pieceUnlessDeep(parts: readonly Syntax[]): Piece | undefined {
  try {
    return pieceOf(...parts);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The statements of a parsed file that do something, without its imports and what builds workflows. */
export function essenceOf(body: readonly Syntax[]): readonly Syntax[] {
  return essence(partsOf(body));
}

function partsOf(body: readonly Syntax[]): Parts {
  const file = new Parts();
  for (const statement of body) if (!isErased(statement)) file.add(statement);
  return file;
}

function essence({ rest, imports }: Parts): readonly Syntax[] {
  return rest.map(withoutBuilders(imports));
}

/** Whether a specifier is one of vt's own. */
export function isVtSpecifier(specifier: string): boolean {
  return specifier === "vt" || specifier.startsWith("vt/");
}

/** Syntax, and the keyword before it. */
type Declared = readonly [keyword: string, syntax: Syntax];

class Parts {
  readonly declarations = new Map<string, Declared[]>();
  readonly imports = new Map<string, ImportedName>();
  readonly exports = new Map<string, string | ImportedName>();
  readonly stars: string[] = [];
  readonly effects: string[] = [];
  /** Everything but imports. */
  readonly rest: Syntax[] = [];
  hasEffects = false;

  add(statement: Syntax): void {
    switch (statement.type) {
      case "ImportDeclaration":
        return this.#import(statement);
      case "ExportAllDeclaration":
        if (statement.exportKind !== "type") this.stars.push(sourceOf(statement));
        return;
      case "ExportDefaultDeclaration":
        return this.#exportDefault(statement);
      case "ExportNamedDeclaration":
        return this.#exportNamed(statement);
    }
    this.rest.push(statement);
    if (this.#declare(statement).length === 0) this.hasEffects = true;
  }

  #import(statement: Syntax): void {
    if (statement.importKind === "type") return;
    const specifiers = statement.specifiers as Syntax[];
    if (specifiers.length === 0) this.effects.push(sourceOf(statement));
    for (const one of specifiers) {
      if (one.importKind === "type") continue;
      const name = one.type === "ImportDefaultSpecifier"
        ? "default"
        : isSyntax(one.imported)
        ? nameOf(one.imported)
        : "*";
      this.imports.set(nameOf(one.local), { specifier: sourceOf(statement), name });
    }
  }

  #exportDefault(statement: Syntax): void {
    const exported = statement.declaration as Syntax;
    this.rest.push(statement);
    this.exports.set("default", this.#declare(exported)[0] ?? DEFAULT);
    if (this.exports.get("default") === DEFAULT) this.#enter(DEFAULT, ["default", exported]);
  }

  #exportNamed(statement: Syntax): void {
    if (statement.exportKind === "type") return;
    if (isSyntax(statement.declaration)) {
      this.rest.push(statement);
      for (const name of this.#declare(statement.declaration)) this.exports.set(name, name);
    }
    for (const one of statement.specifiers as Syntax[]) {
      if (one.exportKind === "type") continue;
      const name = one.type === "ExportNamespaceSpecifier" ? "*" : nameOf(one.local);
      const exported = isSyntax(statement.source) ? { specifier: sourceOf(statement), name } : name;
      this.exports.set(nameOf(one.exported), exported);
    }
  }

  /** Enters what a statement declares; gives the names. */
  #declare(statement: Syntax): string[] {
    if (statement.type === "VariableDeclaration") {
      return (statement.declarations as Syntax[]).flatMap((declarator) => {
        const names = [...boundNames(declarator.id)];
        for (const name of names) this.#enter(name, [String(statement.kind), declarator]);
        return names;
      });
    }
    if (!/Declaration$/.test(statement.type) || !isSyntax(statement.id)) return [];
    this.#enter(nameOf(statement.id), ["", statement]);
    return [nameOf(statement.id)];
  }

  #enter(name: string, declared: Declared): void {
    const known = this.declarations.get(name);
    if (known === undefined) this.declarations.set(name, [declared]);
    else known.push(declared);
  }
}

function describe([keyword, syntax]: Declared, isVt: (name: string) => boolean): Declaration {
  const { start, end } = syntax.loc as { start: { line: number }; end: { line: number } };
  return {
    ...pieceOf(keyword, syntax),
    syntax,
    keyword,
    firstLine: start.line,
    lastLine: end.line,
    doesSomething: doesSomething(syntax, isVt),
    isConstant: isConstant(keyword, syntax, isVt),
  };
}

/** The functions of workflows and groups belong to no module: what builds them is left out. */
function withoutBuilders(imports: ReadonlyMap<string, ImportedName>): (syntax: Syntax) => Syntax {
  const isBuilder = ({ type, callee }: Syntax): boolean => {
    if (type !== "CallExpression" || !isSyntax(callee) || callee.type !== "Identifier") return false;
    const { specifier, name } = imports.get(nameOf(callee)) ?? { specifier: "", name: "" };
    return specifier === "vt" && (name === "workflow" || name === "group");
  };
  const strip = (syntax: Syntax): Syntax => {
    if (isBuilder(syntax)) return { ...syntax, arguments: (syntax.arguments as Syntax[]).slice(0, -1) };
    for (const key of ["declaration", "expression", "init"]) {
      if (isSyntax(syntax[key])) return { ...syntax, [key]: strip(syntax[key]) };
    }
    if (!Array.isArray(syntax.declarations)) return syntax;
    return { ...syntax, declarations: (syntax.declarations as Syntax[]).map(strip) };
  };
  return strip;
}

/** The names that a pattern binds, and with them those that its defaults use: too many do no harm. */
function boundNames(pattern: unknown): ReadonlySet<string> {
  return pieceOf(pattern as Syntax).names;
}

function sourceOf({ source }: Syntax): string {
  return String((source as Syntax).value);
}

/** Of an identifier, or of a string that stands for one. */
function nameOf(syntax: unknown): string {
  const { name, value, type } = syntax as Syntax;
  if (type === "TSQualifiedName") return nameOf((syntax as Syntax).left);
  return String(name ?? value);
}
