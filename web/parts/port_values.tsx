/** What a module was given and what it gave, port by port. */
import type { InputDetail, ModuleDetail, OutputDetail } from "../data/module_detail.ts";
import type { Html } from "../layout.tsx";
import { modulePath } from "./addresses.ts";
import { ValuePreview } from "./value_preview.tsx";

/** What is shown of outputs. */
export interface OutputValuesProps {
  readonly exec: string;
  readonly path: string;
  readonly detail: ModuleDetail;
}

/** The outputs; each can be had as a file. */
export function OutputValues({ exec, path, detail: { run, outputs } }: OutputValuesProps): Html {
  if (outputs.length === 0) return <p class="empty">{nothingText(run)}</p>;
  return (
    <dl class="port-values">
      {outputs.map((output) => {
        const linkOf = (item: number, isShown: boolean): string =>
          outputPath({ exec, path, port: output.port, iteration: run?.inIteration }, item, isShown);
        return (
          <>
            <dt>
              {output.port}
              {canBeHad(output) ? <a class="small" href={linkOf(0, false)}>Download</a> : null}
            </dt>
            <dd>
              <ValuePreview preview={output.preview} name={output.port} linkOf={linkOf} />
            </dd>
          </>
        );
      })}
    </dl>
  );
}

function nothingText(run: ModuleDetail["run"]): string {
  if (run === undefined) return "It has not run.";
  if (run.state === "running") return "Nothing yet: it runs.";
  return run.state === "suspended" ? "Nothing yet: it waits." : "It gave nothing.";
}

/** Values whose text is shown whole, and files, which have links of their own, need no other. */
function canBeHad({ preview, kept }: OutputDetail): boolean {
  return kept !== undefined && "value" in kept && preview.kind !== "files" && preview.kind !== "description";
}

interface OutputPlace {
  readonly exec: string;
  readonly path: string;
  readonly port: string;
  readonly iteration: string | undefined;
}

/** Where an output can be had: to be saved, or to be shown as a picture. */
function outputPath({ exec, path, port, iteration }: OutputPlace, item: number, isShown: boolean): string {
  const query = new URLSearchParams({
    ...(item > 0 && { item: String(item) }),
    ...(iteration !== undefined && { iteration }),
    ...(isShown && { show: "picture" }),
  });
  const address = `${modulePath(exec, path)}/outputs/${encodeURIComponent(port)}`;
  return query.size === 0 ? address : `${address}?${query}`;
}

/** The inputs: values that were written on ports, and what other modules gave. */
export function InputValues(
  { inputs, linkOf }: { readonly inputs: readonly InputDetail[]; readonly linkOf: (path: string) => string },
): Html {
  if (inputs.length === 0) return <p class="empty">Nothing was given to it.</p>;
  return (
    <dl class="port-values">
      {inputs.map(({ port, source, preview }) => (
        <>
          <dt>
            {port}
            {source === undefined ? null : (
              <span class="small">
                from <a href={linkOf(source.path)}>{source.name}</a> <span class="soft">{source.output}</span>
              </span>
            )}
          </dt>
          <dd>
            <ValuePreview preview={preview} name={port} />
          </dd>
        </>
      ))}
    </dl>
  );
}
