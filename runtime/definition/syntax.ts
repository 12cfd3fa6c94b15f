/**
 * Syntax trees as text that tells what a program does: without positions, comments, types, and what a formatter may
 * change. The trees are those of `@babel/parser`.
 */

/** A part of a syntax tree. */
export interface Syntax {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** What a piece of a script does, as text, and what it needs. */
export interface Piece {
  readonly text: string;
  /** Identifiers that may name something outside the piece. */
  readonly names: ReadonlySet<string>;
  /** Specifiers of `import()`; undefined stands for one that is computed. */
  readonly dynamicImports: ReadonlySet<string | undefined>;
  /** Whether it asks where its file lies. */
  readonly usesMeta: boolean;
}

/** Nesting of a syntax tree beyond which it is not read. */
const DEEPEST = 1000;

const DROPPED = new Set(
  `type start end loc range extra leadingComments trailingComments innerComments comments errors tokens typeAnnotation
  returnType typeParameters typeArguments superTypeParameters superTypeArguments implements declare accessibility
  definite override readonly abstract importKind exportKind shorthand predicate variance`.split(/\s+/),
);
const TRANSPARENT = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
  "ParenthesizedExpression",
  "JSXExpressionContainer",
]);
const ERASED = new Set([
  "TSInterfaceDeclaration",
  "TSTypeAliasDeclaration",
  "TSDeclareFunction",
  "TSDeclareMethod",
  "TSIndexSignature",
  "TSNamespaceExportDeclaration",
  "EmptyStatement",
]);
const BRANCHES = new Set(["consequent", "alternate", "body"]);

/** Whether a value is part of a syntax tree. */
export function isSyntax(value: unknown): value is Syntax {
  return typeof value === "object" && value !== null && typeof (value as Syntax).type === "string";
}

/** Whether nothing is left of it when the program runs. */
export function isErased(syntax: Syntax): boolean {
  if (ERASED.has(syntax.type) || syntax.declare === true) return true;
  if (syntax.type === "TSModuleDeclaration") return isErased(syntax.body as Syntax);
  if (syntax.type === "TSModuleBlock") return (syntax.body as Syntax[]).every(isErased);
  if (syntax.type === "ExportNamedDeclaration" && isSyntax(syntax.declaration)) return isErased(syntax.declaration);
  return syntax.abstract === true && syntax.type !== "ClassDeclaration";
}

/** The syntax inside parentheses, types and their like, of which nothing is left when the program runs. */
export function unwrapped(syntax: Syntax): Syntax {
  let inside = syntax;
  while (TRANSPARENT.has(inside.type) && isSyntax(inside.expression)) inside = inside.expression;
  return inside;
}

/** Whether a property of a syntax tells what the program does. */
export function counts(syntax: Syntax, key: string): boolean {
  const value = syntax[key];
  if (DROPPED.has(key) || value === undefined || value === null || value === false) return false;
  if (key === "optional" && !syntax.type.startsWith("Optional")) return false;
  return !isSyntax(value) || !isErased(value);
}

/** Writes a piece. Throws a RangeError where it nests too deeply. */
export function pieceOf(...parts: readonly (Syntax | string)[]): Piece {
  const writer = new Writer();
  for (const part of parts) {
    if (typeof part === "string") writer.text.push(part);
    else writer.write(part, 0);
  }
  const { text, names, dynamicImports, usesMeta } = writer;
  return { text: text.join(" "), names, dynamicImports, usesMeta };
}

class Writer {
  readonly text: string[] = [];
  readonly names = new Set<string>();
  readonly dynamicImports = new Set<string | undefined>();
  usesMeta = false;

  write(value: unknown, depth: number): void {
    if (depth > DEEPEST) throw new RangeError("Cannot read a script: it nests too deeply");
    if (Array.isArray(value)) return this.#list(value, depth);
    if (isSyntax(value)) return this.#syntax(value, depth);
    this.text.push(typeof value === "bigint" ? `${value}n` : JSON.stringify(value ?? null));
  }

  #list(items: readonly unknown[], depth: number): void {
    this.text.push("[");
    for (const item of items) {
      if (!isSyntax(item) || !(isErased(item) || isThisParameter(item))) this.write(item, depth + 1);
    }
    this.text.push("]");
  }

  #syntax(syntax: Syntax, depth: number): void {
    if (TRANSPARENT.has(syntax.type)) return this.write(syntax.expression, depth + 1);
    switch (syntax.type) {
      case "Identifier":
      case "JSXIdentifier":
        this.names.add(String(syntax.name));
        this.text.push(String(syntax.name));
        return;
      case "TemplateElement":
        return this.write((syntax.value as { raw: string }).raw, depth);
      case "JSXText":
        return this.write(jsxText(String(syntax.value)), depth);
      case "MetaProperty":
        this.usesMeta = true;
        break;
      case "ImportExpression":
        this.dynamicImports.add(literalOf(syntax.source));
        break;
    }
    this.text.push("(", syntax.type);
    for (const key of Object.keys(syntax).sort()) this.#property(syntax, key, depth);
    this.text.push(")");
  }

  #property(syntax: Syntax, key: string, depth: number): void {
    if (!counts(syntax, key)) return;
    const value = syntax[key];
    this.text.push(`${key}:`);
    if ((key === "key" || key === "property") && syntax.computed !== true && isSyntax(value)) {
      this.text.push(String(value.name ?? value.value ?? ""));
      if (value.type === "PrivateName") this.write(value.id, depth + 1);
    } else {
      this.write(BRANCHES.has(key) && isSyntax(value) ? withoutBraces(syntax, value) : value, depth + 1);
    }
  }
}

/** Formatters put braces around a single statement, or take them off. */
function withoutBraces(around: Syntax, body: Syntax): Syntax {
  if (!/^(If|For|While|DoWhile)/.test(around.type) || body.type !== "BlockStatement") return body;
  const [only, ...others] = (body.body as Syntax[]).filter((one) => !isErased(one));
  return only === undefined || others.length > 0 || /Declaration$/.test(only.type) ? body : only;
}

function isThisParameter(syntax: Syntax): boolean {
  return syntax.type === "Identifier" && syntax.name === "this";
}

function literalOf(source: unknown): string | undefined {
  return isSyntax(source) && source.type === "StringLiteral" ? String(source.value) : undefined;
}

/** Line breaks of JSX, and blanks beside them, are no part of the text. */
function jsxText(text: string): string {
  const lines = text.split(/\r\n?|\n/);
  const kept = lines.map((line, i) => {
    const started = i === 0 ? line : line.trimStart();
    return i === lines.length - 1 ? started : started.trimEnd();
  });
  return kept.filter((line) => line !== "").join(" ");
}
