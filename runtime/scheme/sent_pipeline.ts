/** Several modules that are computed elsewhere as one: as plain data, which crosses every line. */
import type { Connection, PipelineModule } from "../pipeline/pipeline.ts";
import type { DefinitionName } from "./compute_request.ts";

/** A module; what a script wires directly is named. */
export interface SentModule extends Omit<PipelineModule, "definition" | "workflow"> {
  readonly definition?: DefinitionName;
  readonly workflow?: SentModules;
}

/** The content of a group. */
export interface SentModules {
  readonly modules: readonly SentModule[];
  readonly connections: readonly Connection[];
}

/** See the head of the file. Ids are those that the modules have where the pipeline is. */
export interface SentPipeline extends SentModules {
  /** The same for pipelines that are the same: it is made ready once. */
  readonly key: string;
  /** Ports whose values come with each request. */
  readonly feeds: readonly SentPort[];
  /** The module whose outputs go back. */
  readonly result: number;
  /** Outputs of others that go back with their ends: all, or those of a module itself that take less than so many bytes. */
  readonly tellsOutputs: "all" | number;
}

/** A port of one of the modules, and the name under which its value travels. */
export interface SentPort {
  readonly name: string;
  readonly module: number;
  readonly port: string;
}
