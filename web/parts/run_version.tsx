/** A form that runs a version of a file, with values for its aliases. */
import type { ShownVersion } from "../data/shown_version.ts";
import type { Html } from "../layout.tsx";
import type { View } from "../view.ts";
import { ActionForm } from "./action_form.tsx";
import { Section } from "./section.tsx";

/** What it runs. */
export interface RunVersionProps {
  readonly view: View;
  readonly file: string;
  readonly version: ShownVersion;
}

/** What the names of the fields for aliases begin with. */
export const ALIAS_FIELD = "alias.";

/** See the head of the file. */
export function RunVersion({ view, file, version }: RunVersionProps): Html | null {
  if (view.isReadOnly || version.id === 0) return null;
  const { id, name, aliases } = version;
  return (
    <Section id="run" title={`Run version ${id}, ${name}`}>
      <ActionForm view={view} to="/vistrails/run" class="card-body">
        <input type="hidden" name="file" value={file} />
        <input type="hidden" name="version" value={String(id)} />
        {aliases.length === 0 ? <p class="soft small">It has no aliases: nothing can be set.</p> : null}
        <div class="alias-fields">
          {aliases.map((alias, i) => (
            <div class="field">
              <label for={`alias-${i}`}>
                {alias.name} <span class="soft">{alias.type}</span>
              </label>
              <input id={`alias-${i}`} name={`${ALIAS_FIELD}${alias.name}`} value={alias.text} />
            </div>
          ))}
        </div>
        <div class="row">
          <button class="button-main" type="submit">Run</button>
        </div>
      </ActionForm>
    </Section>
  );
}
