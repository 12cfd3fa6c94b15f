/** What is written on the ports of a module of a version. */
import type { Parameter, Pipeline, PipelineModule } from "../../runtime/pipeline/pipeline.ts";
import { sourceText } from "../data/source_text.ts";
import type { Html } from "../layout.tsx";
import { ValuePreview } from "./value_preview.tsx";

/** See the head of the file. `path`: of the module; nothing where there is none. */
export function ModuleParameters(
  { pipeline, path }: { readonly pipeline: Pipeline; readonly path: string },
): Html | null {
  const module = moduleAt(pipeline, path.split(","));
  if (module === undefined) return null;
  const { name, label, package: identifier, version, functions, controlParameters, cache } = module;
  const origin = [identifier, version, cache ? "" : "not cached"].filter((text) => text !== "").join(", ");
  return (
    <section class="module-parameters" aria-labelledby="module-title">
      <h3 id="module-title">
        {name}
        {label === "" ? "" : ` “${label}”`} <span class="soft mono">{path}</span>
      </h3>
      <p class="small soft">{origin}</p>
      <dl class="port-values">
        {functions.map(({ name: port, parameters, value }) => (
          <>
            <dt>{port}</dt>
            <dd>
              {parameters.length === 0 && value !== undefined
                ? <code class="given">{String(value)}</code>
                : parameters.map((parameter) => <ParameterText parameter={parameter} name={port} />)}
            </dd>
          </>
        ))}
        {[...controlParameters].map(([port, text]) => (
          <>
            <dt>{port}</dt>
            <dd>
              <code class="given">{text}</code>
            </dd>
          </>
        ))}
      </dl>
      {functions.length + controlParameters.size === 0
        ? <p class="soft small">Nothing is written on its ports.</p>
        : null}
    </section>
  );
}

function moduleAt({ modules }: Pipeline, [id, ...inside]: readonly string[]): PipelineModule | undefined {
  const module = modules.find((one) => String(one.id) === id);
  if (inside.length === 0) return module;
  return module?.workflow === undefined ? undefined : moduleAt(module.workflow, inside);
}

function ParameterText({ parameter, name }: { readonly parameter: Parameter; readonly name: string }): Html {
  const { text, alias, type } = parameter;
  return (
    <div>
      <ValuePreview preview={{ kind: "text", text: sourceText(name, text), isCut: false }} name={name} />{" "}
      <span class="small soft">{alias === "" ? type.name : `${type.name}, alias ${alias}`}</span>
    </div>
  );
}
