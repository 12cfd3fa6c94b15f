/** Help that teaches by example: what to type comes before what may be typed. */
import type { Option, Options } from "./arguments.ts";
import type { Command } from "./command.ts";
import type { Paint } from "./terminal.ts";

const WIDTH = 80;

/** The help of `vt` itself. */
export function overview(commands: readonly Command[], paint: Paint): string {
  const examples = commands.flatMap(({ examples }) => examples.slice(0, 1));
  return [
    "vt runs scientific workflows: TypeScript scripts and VisTrails .vt files.\n",
    heading("Examples", paint),
    ...exampleLines(examples, paint),
    "",
    heading("Commands", paint),
    ...table(commands.map(({ name, summary }) => [name, summary]), paint),
    "",
    "vt COMMAND --help shows more examples and every option.",
    "Exit codes: 0 completed, 1 a module failed, 2 the input or the usage is wrong,",
    "75 suspended, 130 interrupted.",
    "",
  ].join("\n");
}

/** The help of one command. */
export function commandHelp(command: Command, paint: Paint): string {
  const help: Option = { type: "boolean", short: "h", doc: "this text" };
  return [
    `${command.summary}.\n`,
    heading("Usage", paint),
    ...command.usage.split("\n").map((line) => `  ${`vt ${command.name} ${line}`.trimEnd()}`),
    "",
    heading("Examples", paint),
    ...exampleLines(command.examples, paint),
    "",
    heading("Options", paint),
    ...table(optionRows({ ...command.options, help }), paint),
    ...(command.notes ? ["", ...wrapped(command.notes, WIDTH)] : []),
    "",
  ].join("\n");
}

function heading(text: string, paint: Paint): string {
  return paint("bold", text);
}

function exampleLines(examples: Command["examples"], paint: Paint): readonly string[] {
  return table(examples, paint);
}

function optionRows(options: Options): readonly (readonly [string, string])[] {
  return Object.entries(options).map(([name, option]) => {
    const value = option.type === "string" ? ` ${option.choices?.join("|") ?? option.value ?? "VALUE"}` : "";
    const short = option.short ? `-${option.short}, ` : "";
    return [`${short}--${name}${value}`, option.doc + (option.multiple ? "; may be given several times" : "")];
  });
}

/** Two columns: the left as wide as its entries, those of more than half a line on a line of their own. */
function table(rows: readonly (readonly [string, string])[], paint: Paint): readonly string[] {
  const narrow = rows.map(([left]) => left.length).filter((length) => length <= 34);
  const left = Math.max(8, ...narrow);
  return rows.flatMap(([name, text]) => {
    const [first = "", ...more] = wrapped(text, WIDTH - left - 4);
    const indent = " ".repeat(left + 4);
    const painted = paint("cyan", name);
    if (name.length > left) return [`  ${painted}`, ...[first, ...more].map((line) => indent + line)];
    return [`  ${painted}${" ".repeat(left - name.length + 2)}${first}`, ...more.map((line) => indent + line)];
  });
}

/** The text in lines of at most `width` characters, broken between words. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line !== "" && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else line = line === "" ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines;
}
