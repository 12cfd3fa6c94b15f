/** `vt secrets`: passwords and tokens that modules use, kept out of workflows, records and all that vt prints. */
import { isSecretName } from "../runtime/authoring/secret_reference.ts";
import { InputError, UsageError } from "../runtime/errors.ts";
import { changeSecret, LONGEST_SECRET, secretFile } from "../runtime/secrets/secret_file.ts";
import { SHORTEST_MASKED } from "../runtime/secrets/secret_forms.ts";
import { SECRET_VARIABLE, type Secrets } from "../runtime/secrets/secrets.ts";
import { storePlace } from "../runtime/store/store_path.ts";
import { type Command, defineCommand, JSON_OPTION, STORE_OPTION } from "./line/command.ts";
import { readHidden } from "./line/read_hidden.ts";
import { complain, printLine } from "./line/terminal.ts";
import { secretsOf } from "./run/secrets_of.ts";

/** The command. */
export const command: Command = defineCommand({
  name: "secrets",
  summary: "Keeps passwords and tokens that modules use",
  usage: "[list] [--json]\nset NAME\nremove NAME…",
  words: ["list", "set", "remove"],
  options: { json: JSON_OPTION, store: STORE_OPTION },
  examples: [
    ["vt secrets set CLUSTER_TOKEN", "asks for the value, without showing it"],
    ["pass show cluster | vt secrets set CLUSTER_TOKEN", "takes the value from another program"],
    ["vt secrets", "the names, never the values"],
  ],
  notes:
    'A module that has secrets: ["CLUSTER_TOKEN"] in its definition reads it by context.secret("CLUSTER_TOKEN"); ' +
    "headers of HttpJob and the environment of ShellJob name it as ${secret:CLUSTER_TOKEN}. A run whose modules need a " +
    "secret that is not set does not begin. The variable VT_SECRET_CLUSTER_TOKEN of the environment counts more than " +
    "what is kept.\n" +
    "Values are kept in the file secrets.json of the store's directory, which only you may read (mode 0600). They are " +
    "not encrypted: whoever can act as you, or reads your backups, can read them.\n" +
    "Records, results, logs, notifications and all that vt prints have *** in the place of values, of their base64 and " +
    "of their form in addresses; those of fewer than 6 characters are not masked. What a module itself writes into " +
    "files, or sends, is its own affair.",
  async run({ operands: [word = "list", ...names], options }): Promise<number> {
    if (word === "list") return list(names, options);
    if (word !== "set" && word !== "remove") {
      throw new UsageError(`Unknown word ${word}: list, set and remove are known`);
    }
    if (names.length === 0) throw new UsageError(`Cannot ${word} a secret: name it`);
    for (const name of names) checkName(name);
    const { directory } = storePlace(options.store);
    if (word === "remove") return remove(directory, names, options);
    if (names.length > 1) {
      throw new UsageError("Cannot set several secrets at once: the value is read, not an argument");
    }
    return await set(directory, names[0]);
  },
});

interface SecretsOptions {
  readonly json: boolean;
  readonly store: string | undefined;
}

function checkName(name: string): void {
  if (isSecretName(name)) return;
  throw new UsageError(
    `Cannot use ${JSON.stringify(name)} as the name of a secret: at most 100 letters, digits and _, no digit first`,
  );
}

function list(names: readonly string[], { json, store }: SecretsOptions): number {
  if (names.length > 0) throw new UsageError(`Cannot list single secrets: ${names.join(" ")}`);
  const { sources }: Secrets = secretsOf(store);
  if (sources.size === 0) complain("vt: There are no secrets: vt secrets set NAME sets one");
  for (const [name, from] of [...sources].sort(([a], [b]) => a < b ? -1 : 1)) {
    const where = from === "file" ? "kept" : `environment (${SECRET_VARIABLE}${name})`;
    printLine(json ? JSON.stringify({ name, from }) : `${name.padEnd(24)}  ${where}`);
  }
  return 0;
}

async function set(directory: string, name: string): Promise<number> {
  const value = await readHidden(`Value of ${name}: `, LONGEST_SECRET);
  if (value === undefined) return 130;
  if (value === "") throw new InputError(`Cannot set secret ${name}: the value is empty`);
  const wasThere = changeSecret(directory, name, value);
  complain(`vt: ${wasThere ? "Replaced" : "Set"} secret ${name} in ${secretFile(directory)}`);
  if (value.trim().length < SHORTEST_MASKED) {
    complain(`vt: It has fewer than ${SHORTEST_MASKED} characters: it is not masked where it turns up`);
  }
  return 0;
}

function remove(directory: string, names: readonly string[], { json }: SecretsOptions): number {
  let code = 0;
  for (const name of names) {
    const wasThere = changeSecret(directory, name, undefined);
    if (json) printLine(JSON.stringify({ name, removed: wasThere }));
    else complain(wasThere ? `vt: Removed secret ${name}` : `vt: There is no secret ${name}`);
    if (!wasThere) code = 2;
  }
  return code;
}
