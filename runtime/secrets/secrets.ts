/** The secrets of a person: those of the file in the store's directory, and those of the environment, which count more. */
import { isSecretName } from "../authoring/secret_reference.ts";
import { type Masker, maskerOf } from "./masker.ts";
import { namesIn, reveal, seal } from "./seal.ts";
import { readSecretFile } from "./secret_file.ts";

/** What variables of the environment that are secrets begin with. */
export const SECRET_VARIABLE = "VT_SECRET_";

/** Where a secret comes from. */
export type SecretSource = "file" | "environment";

/** See the head of the file. */
export class Secrets {
  readonly #values: ReadonlyMap<string, string>;
  /** The sources by name. */
  readonly sources: ReadonlyMap<string, SecretSource>;
  /** Undefined where there is nothing to be masked. */
  readonly masker: Masker | undefined;

  constructor(file: ReadonlyMap<string, string>, environment: ReadonlyMap<string, string>) {
    this.#values = new Map([...file, ...environment]);
    this.sources = new Map([
      ...Array.from(file.keys(), (name) => [name, "file"] as const),
      ...Array.from(environment.keys(), (name) => [name, "environment"] as const),
    ]);
    this.masker = maskerOf([...file.values(), ...environment.values()]);
  }

  /** The value of a secret; undefined where it is not set. */
  readonly valueOf = (name: string): string | undefined => this.#values.get(name);

  /** The text without secrets. */
  readonly mask = (text: string): string => this.masker?.text(text) ?? text;

  /** Plain data with references in the place of secrets, from which {@linkcode Secrets.reveal} makes it again. */
  readonly seal = <T>(data: T): T => seal(data, this.#values);

  /** Names of the secrets that sealed data needs and that are not set. */
  readonly missingFor = (data: unknown): readonly string[] =>
    [...namesIn(data)].filter((name) => this.#values.get(name) === undefined);

  /** Plain data that was sealed; a secret that is not set any more is the empty text. */
  readonly reveal = <T>(data: T): T => reveal(data, this.valueOf);
}

/** No secrets. */
export const NO_SECRETS = new Secrets(new Map(), new Map());

/** Reads the secrets that hold for a store's directory, which need not be there. */
export function openSecrets(
  directory: string,
  environment: Readonly<Record<string, string>> = Deno.env.toObject(),
): Secrets {
  return new Secrets(readSecretFile(directory), secretsIn(environment));
}

/** The secrets of an environment; a variable without value is none. */
function secretsIn(environment: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [variable, value] of Object.entries(environment)) {
    const name = variable.slice(SECRET_VARIABLE.length);
    if (variable.startsWith(SECRET_VARIABLE) && isSecretName(name) && value !== "") found.set(name, value);
  }
  return found;
}
