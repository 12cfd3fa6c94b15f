/** The iterations of a module that loops, and the runs of one inside a group that loops. */
import { durationText } from "../../runtime/quantity_text.ts";
import type { IterationExec } from "../../runtime/record/log.ts";
import type { ModuleDetail } from "../data/module_detail.ts";
import type { Html } from "../layout.tsx";
import type { View } from "../view.ts";
import { changedAddress } from "./addresses.ts";
import { Section } from "./section.tsx";
import { State } from "./state.tsx";

/** Iterations, and runs of one module, that are listed. */
const MOST_LISTED = 200;

/** See the head of the file. */
export function Iterations(
  { view, detail: { run, runs } }: { readonly view: View; readonly detail: ModuleDetail },
): Html | null {
  const loop = run?.loop ?? [];
  if (loop.length === 0 && runs.length < 2) return null;
  return (
    <Section id="iterations" title="Iterations">
      <div class="scroll iterations" tabindex={0} role="region" aria-label="Iterations">
        <table>
          <thead>
            <tr>
              <th scope="col">Iteration</th>
              <th scope="col">State</th>
              <th scope="col" class="number">Took</th>
              <th scope="col">Error</th>
            </tr>
          </thead>
          <tbody>
            {runs.length < 2 ? null : runs.slice(0, MOST_LISTED).map((one) => (
              <IterationRow
                which={one.inIteration ?? ""}
                of={one}
                href={changedAddress(view.address, { iteration: one.inIteration })}
                isCurrent={one === run}
              />
            ))}
            {loop.slice(0, MOST_LISTED).map((one) => <IterationRow which={String(one.number)} of={one} />)}
          </tbody>
        </table>
      </div>
      {Math.max(loop.length, runs.length) > MOST_LISTED
        ? <p class="small soft drawing-note">{`The first ${MOST_LISTED} of ${Math.max(loop.length, runs.length)}.`}</p>
        : null}
    </Section>
  );
}

interface IterationRowProps {
  readonly which: string;
  readonly of: Pick<IterationExec, "startedAt" | "finishedAt" | "error"> & { readonly state: string };
  readonly href?: string;
  readonly isCurrent?: boolean;
}

function IterationRow(
  { which, of: { state, startedAt, finishedAt, error }, href, isCurrent }: IterationRowProps,
): Html {
  return (
    <tr>
      <td class="mono">
        {href === undefined ? which : <a href={href} aria-current={isCurrent ? "true" : undefined}>{which}</a>}
      </td>
      <td>
        <State of={state} />
      </td>
      <td class="number">{finishedAt === undefined ? "" : durationText(finishedAt - startedAt)}</td>
      <td class="error-text">{error}</td>
    </tr>
  );
}
