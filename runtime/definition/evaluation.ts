/** What happens when a file is evaluated, the insides of its functions left out. */
import { isSyntax, type Syntax } from "./syntax.ts";

const FUNCTION =
  /^(FunctionExpression|FunctionDeclaration|ArrowFunctionExpression|ObjectMethod|Class(Private)?Method)$/;
const ACTION = /^(NewExpression|TaggedTemplateExpression|AssignmentExpression|UpdateExpression|AwaitExpression)$/;
const CALL = /^(Optional)?CallExpression$/;
const LITERAL = /^(String|Numeric|BigInt|Boolean|Null|RegExp)Literal$/;

/** Whether evaluating it calls or assigns something, what vt itself offers left out. */
export function doesSomething(syntax: Syntax, isVt: (name: string) => boolean): boolean {
  for (const each of evaluated(syntax)) {
    if (ACTION.test(each.type) || each.operator === "delete" || each.type === "Decorator") return true;
    if (CALL.test(each.type) && !isVt(rootName(each.callee))) return true;
  }
  return false;
}

/** Whether a declaration holds the same for ever. */
export function isConstant(keyword: string, syntax: Syntax, isVt: (name: string) => boolean): boolean {
  if (keyword === "") return true;
  if (keyword !== "const" || !isSyntax(syntax.init)) return false;
  const { type, callee } = syntax.init;
  return FUNCTION.test(type) || LITERAL.test(type) || (CALL.test(type) && isVt(rootName(callee)));
}

/** The calls on a line that are evaluated with the file: the names at which what they call begins. */
export function callsOnLine(syntax: Syntax, line: number): readonly string[] {
  const names: string[] = [];
  for (const each of evaluated(syntax)) {
    const loc = each.loc as { start: { line: number } } | undefined;
    const callee = each.callee as Syntax | undefined;
    const end = (callee?.loc as { end: { line: number } } | undefined)?.end.line;
    if (CALL.test(each.type) && loc && end && loc.start.line <= line && line <= end) names.push(rootName(callee));
  }
  return names;
}

/** All syntax that is evaluated with the file. */
function* evaluated(root: Syntax): Generator<Syntax> {
  const waiting: Syntax[] = [root];
  for (let syntax = waiting.pop(); syntax !== undefined; syntax = waiting.pop()) {
    yield syntax;
    const skipsValue = /^Class(Private|Accessor)?Property$/.test(syntax.type) && syntax.static !== true;
    for (const [key, value] of Object.entries(syntax)) {
      if (FUNCTION.test(syntax.type) && key !== "key" && key !== "decorators") continue;
      if (skipsValue && key === "value") continue;
      for (const part of Array.isArray(value) ? value : [value]) if (isSyntax(part)) waiting.push(part);
    }
  }
}

/** `a` of `a.b.c()`; empty where a call begins otherwise. */
function rootName(callee: unknown): string {
  let at = callee;
  while (isSyntax(at) && /^(Optional)?MemberExpression$/.test(at.type)) at = at.object;
  return isSyntax(at) && at.type === "Identifier" ? String(at.name) : "";
}
