/** What a form has sent, and where its person goes next. */
import type { Context } from "hono";
import { InputError } from "../../runtime/errors.ts";
import type { Deed } from "../deeds/deed.ts";
import { type Said, saidOf, say } from "../said.ts";
import type { MonitorServices } from "../services.ts";

/** The texts of a form, by field. */
export class Form {
  readonly #fields: ReadonlyMap<string, readonly string[]>;

  constructor(fields: ReadonlyMap<string, readonly string[]>) {
    this.#fields = fields;
  }

  /** All texts of a field. */
  all(name: string): readonly string[] {
    return this.#fields.get(name) ?? [];
  }

  /** The text of a field; empty where it was not sent. */
  text(name: string): string {
    return this.all(name)[0] ?? "";
  }

  /** Where the person goes when it is done: one of our own pages. */
  get next(): string {
    const address = this.text("then");
    return /^\/(?![/\\])[^\s\\]*$/.test(address) ? address : "/";
  }

  /** Whether a field was sent, as a box that is ticked is. */
  has(name: string): boolean {
    return this.#fields.has(name);
  }
}

/** Reads the form; files that it brings along are left out. */
async function readForm(c: Context): Promise<Form> {
  const fields = new Map<string, string[]>();
  for (const [name, value] of await c.req.formData()) {
    if (typeof value !== "string") continue;
    const known = fields.get(name);
    if (known === undefined) fields.set(name, [value]);
    else known.push(value);
  }
  return new Form(fields);
}

/** Goes on to the page that the form names, which is one of ours, and says there what came of it. */
function goOn(
  c: Context,
  { access }: Pick<MonitorServices, "access">,
  { form, said }: { readonly form: Form; readonly said: readonly Deed[] | Said },
): Response {
  say(c, access, "lines" in said ? said : saidOf(said));
  return c.redirect(form.next, 303);
}

/** Does something, and says what came of it; an answer is given as it is. An error that a person understands is said on the page where the form was. */
export async function doing(
  c: Context,
  services: Pick<MonitorServices, "access">,
  act: (form: Form) => Promise<readonly Deed[] | Said | Response>,
): Promise<Response> {
  const form = await readForm(c);
  try {
    const said = await act(form);
    return said instanceof Response ? said : goOn(c, services, { form, said });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return goOn(c, services, { form, said: { lines: [error.message], isBad: true } });
  }
}
