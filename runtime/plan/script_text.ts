/** A script while it is written: the names that are taken, what it imports, and what keeps it from being written. */
import type { AnyDefinition } from "../authoring/module.ts";
import type { TypeName } from "../pipeline/pipeline.ts";

/** What a script can import: `import { name } from "from"`. */
export interface Importable {
  readonly from: string;
  readonly name: string;
}

/** What has to be known of the packages. */
export interface ScriptPackages {
  /** Where a script finds a definition or a type. */
  importable(object: object): Importable | undefined;
  /** A text written on a port as one that is easier to read and means the same. */
  readable(definition: object, port: string, text: string): string;
  /** The module that holds constants of a type. */
  constantModule(type: TypeName): AnyDefinition | undefined;
}

/** Words that no variable of a script may be: those of the language, and what the script or JavaScript means by them. */
const RESERVED = `add group input inputs merge output parameter port python t tuplePort withPorts workflow PathValue
  await break case catch class const continue debugger default delete do else enum export extends false finally for
  function if implements import in instanceof interface let new null package private protected public return static
  super switch this throw true try typeof undefined var void while with yield arguments eval async of
  NaN Infinity Map Object Uint8Array`.split(/\s+/);

/** Names that are imported otherwise than they are called there, since modules are called so, too. */
const RENAMED = new Map([["types", "t"], ["Tuple", "TupleValue"], ["Color", "ColorValue"]]);

/** See the head of the file. */
export class ScriptText {
  readonly problems: string[] = [];
  /** Definitions of groups that stand before the workflow, and those that need its parameters. */
  readonly groups: { readonly outside: string[]; readonly inside: string[] } = { outside: [], inside: [] };
  /** By alias: the variable, and the statement that makes it. */
  readonly parameters = new Map<string, { readonly variable: string; readonly statement: string }>();
  readonly #taken = new Set(RESERVED);
  readonly #imports = new Map<string, Map<string, string>>();

  constructor(readonly packages: ScriptPackages) {
    for (const local of RENAMED.values()) this.#taken.add(local);
  }

  /** A variable named after the first text that has letters, such as a label: `The sum` gives `theSum`. */
  variable(...texts: readonly string[]): string {
    const name = texts.map(camelCase).find((text) => text !== "") ?? "module";
    return this.#take(name[0].toLowerCase() + name.slice(1));
  }

  /** A name for a definition: `The sum` gives `TheSum`. */
  definition(text: string): string {
    const name = camelCase(text);
    return this.#take(name === "" ? "Group" : name[0].toUpperCase() + name.slice(1));
  }

  /** The name under which the script has something of the authoring face. */
  face(name: string): string {
    return this.#import({ from: "vt", name }, RENAMED.get(name) ?? name);
  }

  /** The name under which the script has a definition or a type of a package; undefined where it cannot. */
  imported(object: object): string | undefined {
    const found = this.packages.importable(object);
    return found && this.#import(found);
  }

  /** The import statements. */
  imports(): string[] {
    const packages = [...this.#imports].sort(([a], [b]) => a < b ? -1 : 1);
    return packages.map(([from, names]) => {
      const sorted = [...names].sort(([a], [b]) => a.toLowerCase() < b.toLowerCase() ? -1 : 1);
      const list = sorted.map(([name, local]) => name === local ? name : `${name} as ${local}`);
      return inBrackets("import {", list, `} from ${JSON.stringify(from)};`);
    });
  }

  #import({ from, name }: Importable, wanted?: string): string {
    const names = this.#imports.get(from) ?? new Map<string, string>();
    this.#imports.set(from, names);
    const known = names.get(name);
    if (known !== undefined) return known;
    const local = wanted ?? this.#take(RESERVED.includes(name) ? `${name}Module` : name);
    names.set(name, local);
    return local;
  }

  #take(wanted: string): string {
    let name = wanted;
    for (let n = 2; this.#taken.has(name); n++) name = `${wanted}${n}`;
    this.#taken.add(name);
    return name;
  }
}

const LONGEST_NAME = 40;

function camelCase(text: string): string {
  const words = text.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, " ").match(/[A-Za-z0-9]+/g) ?? [];
  const name = words.map((word, i) => i === 0 ? word : word[0].toUpperCase() + word.slice(1)).join("");
  const lead = /^[A-Z]+(?![a-z])/.exec(name)?.[0] ?? "";
  return `${lead.toLowerCase()}${name.slice(lead.length)}`.replace(/^(?=[0-9])/, "n").slice(0, LONGEST_NAME);
}

const WIDTH = 100;

/** A list between brackets, in one line where that has room: `{ a: 1, b: 2 }`. */
export function inBrackets(open: string, items: readonly string[], close: string, room = WIDTH): string {
  const gap = open.endsWith("{") && items.length > 0 ? " " : "";
  const line = `${open}${gap}${items.join(", ")}${gap}${close}`;
  if (items.length === 0 || (line.length <= room && !line.includes("\n"))) return line;
  return `${open}\n${items.map((item) => `${indented(item)},\n`).join("")}${close}`;
}

/** The text two blanks further in. */
export function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}

/** Stands for the line breaks inside of literals, which must not be indented; no text of a script holds it. */
export const LITERAL_BREAK = "\0";

/** A name as the key of an object literal. */
export function keyText(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** A property of a variable. */
export function memberText(variable: string, name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${variable}.${name}` : `${variable}[${JSON.stringify(name)}]`;
}
