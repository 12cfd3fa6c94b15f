/** What makes one version of another, in words. */
import type { Connection, Pipeline, PipelineModule } from "../../runtime/pipeline/pipeline.ts";
import type { ModuleDiff, ParameterChange, PipelineDiff, PortValue } from "../../runtime/vistrail/diff.ts";
import { type Mark, MARK_TEXTS } from "../drawing/drawn.ts";
import { InlineSign } from "../drawing/state_sign.tsx";
import type { Html } from "../layout.tsx";

/** Things of one kind that are listed. */
const MOST = 300;

/** See the head of the file. */
export function DifferenceList({ diff }: { readonly diff: PipelineDiff }): Html {
  const { added, deleted, changed, addedConnections, deletedConnections, a, b } = diff;
  return (
    <ul class="differences">
      {deleted.slice(0, MOST).map((module) => <Difference mark="deleted">{moduleText(module)}</Difference>)}
      {added.slice(0, MOST).map((module) => <Difference mark="added">{moduleText(module)}</Difference>)}
      {changed.slice(0, MOST).map((module) => <ChangedModule diff={module} />)}
      {deletedConnections.slice(0, MOST).map((one) => <Difference mark="deleted">{wireText(one, a)}</Difference>)}
      {addedConnections.slice(0, MOST).map((one) => <Difference mark="added">{wireText(one, b)}</Difference>)}
    </ul>
  );
}

function Difference({ mark, children }: { readonly mark: Mark; readonly children?: unknown }): Html {
  return (
    <li class={`mark-${mark}`}>
      <InlineSign of={mark} />
      <span class="only-read-out">{MARK_TEXTS[mark][1]}:</span>
      <div>{children as Html}</div>
    </li>
  );
}

function moduleText({ id, name, label }: PipelineModule): string {
  return `${name}${label === "" ? "" : ` “${label}”`} (${id})`;
}

function wireText({ source, destination }: Connection, { modules }: Pipeline): string {
  const nameOf = (id: number): string => {
    const module = modules.find((one) => one.id === id);
    return module === undefined ? String(id) : moduleText(module);
  };
  return `${nameOf(source.module)} ${source.port} → ${nameOf(destination.module)} ${destination.port}`;
}

function ChangedModule({ diff: { after, parameters, settings, content } }: { readonly diff: ModuleDiff }): Html {
  return (
    <Difference mark="changed">
      {moduleText(after)}
      <ul class="changes">
        {parameters.map((change) => <ParameterText change={change} />)}
        {settings.map(({ name, before, after }) => (
          <li>
            {name}: <Value text={before ?? ""} /> → <Value text={after ?? ""} />
          </li>
        ))}
      </ul>
      {content === undefined ? null : <DifferenceList diff={content} />}
    </Difference>
  );
}

function ParameterText({ change: { port, before, after } }: { readonly change: ParameterChange }): Html {
  return (
    <li>
      {port}: <Value text={valuesText(before)} /> → <Value text={valuesText(after)} />
    </li>
  );
}

const LONGEST = 400;

function Value({ text }: { readonly text: string }): Html {
  if (text === "") return <span class="soft">not set</span>;
  return <code class="given">{text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}</code>;
}

function valuesText(values: readonly PortValue[]): string {
  const texts = values.map((value) => {
    const parts = value.map(({ text, alias }) => alias === "" ? text : `${text} (alias ${alias})`);
    return parts.length === 1 ? parts[0] : `(${parts.join(", ")})`;
  });
  return texts.join(" and ");
}
