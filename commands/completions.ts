/** `vt completions`: scripts by which shells complete the commands of vt and their options. */
import { UsageError } from "../runtime/errors.ts";
import type { Option } from "./line/arguments.ts";
import { type Command, defineCommand } from "./line/command.ts";
import { print } from "./line/terminal.ts";

const SHELLS: Readonly<Record<string, (commands: readonly Command[]) => string>> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
};

/** Prints what a shell completes commands with. */
export const command: Command = defineCommand({
  name: "completions",
  summary: "Prints the script by which a shell completes vt commands",
  usage: "bash|zsh|fish",
  words: Object.keys(SHELLS),
  options: {},
  examples: [
    ["source <(vt completions bash)", "in ~/.bashrc"],
    ["source <(vt completions zsh)", "in ~/.zshrc, after compinit"],
    ["vt completions fish | source", "in ~/.config/fish/config.fish"],
  ],
  async run({ operands }, vt): Promise<number> {
    const [shell = ""] = operands;
    if (operands.length !== 1 || !Object.hasOwn(SHELLS, shell)) {
      throw new UsageError(
        `Cannot print completions for ${JSON.stringify(operands.join(" "))}: name bash, zsh or fish`,
      );
    }
    print(SHELLS[shell](await vt.commands()));
    return 0;
  },
});

/** The script for bash. Where it has nothing to offer, bash completes file names. */
export function bashCompletions(commands: readonly Command[]): string {
  const cases = commands.map((command) => {
    const options = optionsOf(command).map(([name]) => `--${name}`).join(" ");
    return `    ${command.name}) words="${(command.words ?? []).join(" ")}" options="${options}" ;;`;
  });
  const values = commands.flatMap((command) =>
    optionsOf(command).flatMap(([name, option]) => {
      const found = bashValues(option);
      return found === undefined ? [] : [`    "${command.name} --${name}") ${found} ;;`];
    })
  );
  return `_vt() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command=\${COMP_WORDS[1]} words= options=
  if [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  if [[ $word == = ]]; then word=; fi
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(" ")} help --help --version" -- "$word"))
    return
  fi
  case "$command $before" in
${values.join("\n")}
  esac
  if ((\${#COMPREPLY[@]})); then return; fi
  case $command in
${cases.join("\n")}
    help) words="${commands.map(({ name }) => name).join(" ")}" ;;
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  elif ((COMP_CWORD == 2)); then
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  fi
}
complete -o bashdefault -o default -F _vt vt
`;
}

function bashValues({ choices, value }: Option): string | undefined {
  if (choices) return `COMPREPLY=($(compgen -W "${choices.join(" ")}" -- "$word"))`;
  if (value === "DIR") return `mapfile -t COMPREPLY < <(compgen -d -- "$word"); compopt -o filenames 2>/dev/null`;
  return undefined;
}

/** The script for zsh. */
export function zshCompletions(commands: readonly Command[]): string {
  const described = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  const cases = commands.map((command) => {
    const options = optionsOf(command).map(([name, option]) => zshOption(name, option));
    const operands = command.words ? `'1: :(${command.words.join(" ")})' '*: :_files'` : `'*: :_files'`;
    return `    ${command.name}) _arguments ${[...options, operands].join(" ")} ;;`;
  });
  return `#compdef vt
_vt() {
  local -a commands
  commands=(
${described.join("\n")}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${cases.join("\n")}
    help) _describe command commands ;;
  esac
}
if [[ $funcstack[1] == _vt ]]; then _vt "$@"; else compdef _vt vt; fi
`;
}

function zshOption(name: string, { type, multiple, choices, value, doc }: Option): string {
  const action = choices
    ? `(${choices.join(" ")})`
    : value === "DIR"
    ? "_directories"
    : value === "FILE"
    ? "_files"
    : " ";
  const taken = type === "boolean" ? "" : `:${value ?? name}:${action}`;
  return quoted(`${multiple ? "*" : ""}--${name}[${doc.replace(/[[\]:]/g, "\\$&")}]${taken}`);
}

/** The script for fish. */
export function fishCompletions(commands: readonly Command[]): string {
  const names = commands.map(({ name, summary }) =>
    `complete -c vt -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`
  );
  const details = commands.flatMap((command) => {
    const when = `complete -c vt -n '__fish_seen_subcommand_from ${command.name}'`;
    const words = (command.words ?? []).map((word) => `${when} -a ${word}`);
    return [...words, ...optionsOf(command).map(([name, option]) => `${when} -l ${name}${fishOption(option)}`)];
  });
  const helped = commands.map(({ name }) => name).join(" ");
  const help = `complete -c vt -n '__fish_seen_subcommand_from help' -f -a ${quoted(helped)}`;
  return `${[...names, ...details, help].join("\n")}\n`;
}

function fishOption({ type, short, choices, value, doc }: Option): string {
  const taken = type === "boolean"
    ? ""
    : choices
    ? ` -x -a ${quoted(choices.join(" "))}`
    : value === "DIR"
    ? " -x -a '(__fish_complete_directories)'"
    : value === "FILE"
    ? " -r -F"
    : " -x";
  return `${short ? ` -s ${short}` : ""}${taken} -d ${quoted(doc)}`;
}

function optionsOf(command: Command): readonly (readonly [string, Option])[] {
  return Object.entries({ ...command.options, help: { type: "boolean", short: "h", doc: "help with examples" } });
}

/** In single quotes, as zsh and fish both read them: a quote inside is closed, escaped and opened again. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
