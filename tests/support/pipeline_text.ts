/**
 * Pipelines in a small text notation, a module a line:
 *
 *     two = Number value=2
 *     sum = Plus a<-two.value b<-two.value  @while_max=3
 *
 * `port=JSON` writes a value, `port<-module.port` connects, `@name=text` is a control parameter.
 */
import type { AnyDefinition } from "../../runtime/authoring/module.ts";
import type { Connection, ModuleFunction, Pipeline, PipelineModule } from "../../runtime/pipeline/pipeline.ts";

/** Reads the notation; modules have the ids 0, 1, … and their names as labels. */
export function pipelineFrom(text: string, definitions: Readonly<Record<string, object>>): Pipeline {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const names = lines.map((line) => line.split(/\s*=\s*/, 1)[0]);
  const modules: PipelineModule[] = [];
  const connections: Connection[] = [];
  for (const [id, line] of lines.entries()) {
    const [, name, rest = ""] = /^[^=]+=\s*(\w+)\s*(.*)$/.exec(line)!;
    const functions: ModuleFunction[] = [];
    const controlParameters = new Map<string, string>();
    for (const item of rest.split(/\s+/).filter((part) => part !== "")) {
      const [, port, how, value] = /^(@?\w+)(<-|=)(.*)$/.exec(item)!;
      if (port.startsWith("@")) controlParameters.set(port.slice(1), value);
      else if (how === "=") functions.push({ name: port, parameters: [], value: JSON.parse(value) });
      else {
        const [from, sourcePort] = value.split(".");
        connections.push({
          id: connections.length,
          source: { module: names.indexOf(from), port: sourcePort },
          destination: { module: id, port },
        });
      }
    }
    modules.push({
      id,
      kind: "module",
      package: definitions[name] === undefined ? "org.vistrails.vistrails.basic" : "test",
      namespace: "",
      name,
      version: "",
      definition: definitions[name] as AnyDefinition | undefined,
      label: names[id],
      cache: true,
      functions,
      controlParameters,
      portSpecs: [],
    });
  }
  return { modules, connections };
}
