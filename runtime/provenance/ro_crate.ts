/**
 * The metadata of a Workflow Run RO-Crate (profiles Process, Workflow and Provenance Run Crate 0.5, Workflow RO-Crate
 * 1.0, RO-Crate 1.1) of an execution.
 */
import type { WorkflowExec } from "../record/log.ts";
import { dataFlow } from "./data_flow.ts";
import type { ExecutedWorkflow } from "./executed_workflow.ts";
import { arrayInPieces } from "./json_pieces.ts";
import { mediaType } from "./media_type.ts";
import { actions, AGENT, ORGANIZE, RUN } from "./ro_crate_actions.ts";
import { CrateData, type CrateFiles } from "./ro_crate_data.ts";
import { type Entity, ref } from "./ro_crate_entity.ts";
import { CrateWorkflow } from "./ro_crate_workflow.ts";
import type { WorkflowGraph } from "./workflow_graph.ts";

/** What the crate is made of beside the record. */
export interface CrateContent extends CrateFiles {
  readonly graph: WorkflowGraph | undefined;
  /** Address or name of the license under which all of it stands; undefined where none is given. */
  readonly license?: string;
  readonly date: Date;
}

const TERMS = "https://w3id.org/ro/terms/workflow-run";
const CONTEXT = [
  "https://w3id.org/ro/crate/1.1/context",
  `${TERMS}/context`,
  { sha256: `${TERMS}#sha256` },
];

const PROFILES = [
  ["https://w3id.org/ro/wfrun/process/0.5", "Process Run Crate", "0.5"],
  ["https://w3id.org/ro/wfrun/workflow/0.5", "Workflow Run Crate", "0.5"],
  ["https://w3id.org/ro/wfrun/provenance/0.5", "Provenance Run Crate", "0.5"],
  ["https://w3id.org/workflowhub/workflow-ro-crate/1.0", "Workflow RO-Crate", "1.0"],
] as const;

/** `ro-crate-metadata.json` in pieces. */
export function* roCrate(executed: ExecutedWorkflow, content: CrateContent): Generator<string> {
  const before = `{ "@context": ${JSON.stringify(CONTEXT)},\n"@graph": [`;
  yield* arrayInPieces(before, entities(executed, content), "]}\n");
}

function* entities(executed: ExecutedWorkflow, content: CrateContent): Generator<Entity> {
  const steps = dataFlow(executed, content.graph);
  const workflow = new CrateWorkflow(executed, { ...content, steps });
  const data = new CrateData(content);
  const running = [...actions(executed, { steps, workflow, data })];
  const license = licenseOf(content.license);
  yield {
    "@id": "ro-crate-metadata.json",
    "@type": "CreativeWork",
    about: ref("./"),
    conformsTo: [ref("https://w3id.org/ro/crate/1.1"), ref(PROFILES[3][0])],
  };
  yield {
    ...titleOf(executed.exec, workflow.id),
    datePublished: content.date.toISOString(),
    license: ref(license["@id"]),
    author: ref(AGENT),
    conformsTo: PROFILES.map(([id]) => ref(id)),
    hasPart: [
      ...content.workflow === undefined ? [] : [workflow.id],
      ...content.others.map(({ id }) => id),
      ...data.files(),
    ]
      .map(ref),
    mainEntity: ref(workflow.id),
    mentions: [RUN, ORGANIZE, ...data.collections()].map(ref),
  };
  for (const [id, name, version] of PROFILES) yield { "@id": id, "@type": "CreativeWork", name, version };
  yield license;
  yield* workflow.entities();
  yield* running;
  yield* data.entities();
  for (const { id, name, size, sha256 } of content.others) {
    const facts = { name, encodingFormat: mediaType(name), contentSize: String(size), sha256 };
    yield { "@id": id, "@type": ["File", "SoftwareSourceCode"], ...facts };
  }
}

/** What the crate is, for people. */
function titleOf({ id, user, startedAt, state, workflow }: WorkflowExec, workflowId: string): Entity {
  const name = workflow.name || workflowId;
  return {
    "@id": "./",
    "@type": "Dataset",
    name: `Execution ${id} of ${name}`,
    description: `${name} as ${user || "somebody"} ran it on ${new Date(startedAt).toISOString()}: ${state}`,
  };
}

/** A crate needs one; where nobody said which, that is said. */
function licenseOf(license: string | undefined): Entity & { readonly "@id": string } {
  if (license === undefined) {
    const description = "Nobody has stated a license: ask who made this crate before you use it.";
    return { "@id": "#license", "@type": "CreativeWork", name: "No license stated", description };
  }
  const id = /^https?:\/\//.test(license) ? license : `https://spdx.org/licenses/${encodeURIComponent(license)}`;
  return { "@id": id, "@type": "CreativeWork", name: license };
}
