/** What is known of a module of an execution. */
import { durationText } from "../../runtime/quantity_text.ts";
import type { RemoteExecution, WorkflowExec } from "../../runtime/record/log.ts";
import { movedText } from "../../runtime/record/moved_text.ts";
import type { ModuleDetail } from "../data/module_detail.ts";
import { targetText } from "../data/module_summary.ts";
import { progressText, saidText, shareDone } from "../drawing/box.ts";
import type { Html } from "../layout.tsx";
import type { View } from "../view.ts";
import { Fact } from "./fact.tsx";
import { When } from "./time.tsx";

/** What is shown. */
export interface ModuleFactsProps {
  readonly view: View;
  readonly exec: WorkflowExec;
  readonly detail: ModuleDetail;
}

/** See the head of the file. */
export function ModuleFacts({ view, exec, detail: { summary, run, runs } }: ModuleFactsProps): Html {
  const { tookMs, startedAt, progress, where, isGroup } = summary;
  const { attempts, waitedMs, cachedFrom, remote = [], annotations = {} } = run ?? {};
  return (
    <dl class="facts card-body-facts">
      {isGroup ? <Fact name="Kind">group</Fact> : null}
      {startedAt === undefined ? null : (
        <Fact name="Began">
          <When at={startedAt} view={view} />, {durationText(startedAt - exec.startedAt)} after the execution
        </Fact>
      )}
      {tookMs === undefined
        ? null
        : <Fact name="Took">{durationText(tookMs)}{runs.length > 1 ? ` in ${runs.length} runs` : ""}</Fact>}
      {where === "" ? null : <Fact name="Where">{where}</Fact>}
      {progress === undefined && summary.fraction === undefined ? null : <HowFar summary={summary} />}
      {attempts === undefined ? null : <Fact name="Attempts">{`computed ${attempts} times`}</Fact>}
      {waitedMs === undefined ? null : <Fact name="Waited">{durationText(waitedMs)} for its share</Fact>}
      {cachedFrom === undefined ? null : (
        <Fact name="Computed by">
          <a class="mono" href={`/executions/${cachedFrom}`}>{cachedFrom}</a>
        </Fact>
      )}
      {remote.map((one) => <Elsewhere remote={one} exec={exec} />)}
      {Object.entries(annotations).map(([key, value]) => (
        <Fact name={key}>
          <code class="given">{typeof value === "string" ? value : JSON.stringify(value)}</code>
        </Fact>
      ))}
    </dl>
  );
}

/** How far a loop is, or a module says that it is; a bar while it runs. */
function HowFar({ summary }: Pick<ModuleDetail, "summary">): Html {
  const { state, name, progress } = summary;
  const share = shareDone(summary);
  const texts = [...(progress === undefined ? [] : [progressText(progress)]), saidText(summary)];
  return (
    <Fact name={progress === undefined ? "Progress" : "Loop"}>
      {texts.filter((text) => text !== "").join(", ")}
      {state !== "running" || share === undefined
        ? null
        : <progress class="meter" max="1" value={share} aria-label={`${name}: how much is done`}></progress>}
    </Fact>
  );
}

function Elsewhere({ remote, exec }: { readonly remote: RemoteExecution; readonly exec: WorkflowExec }): Html {
  const moved = movedText([remote]);
  return (
    <Fact name="Elsewhere">
      {targetText(remote, exec)}
      {moved !== "" && <div class="small soft">{moved}</div>}
      {(remote.tasks ?? []).map(({ function: name, count, description }) => (
        <div class="small soft">{`${count} × ${name}${description === "" ? "" : `, ${description}`}`}</div>
      ))}
    </Fact>
  );
}
