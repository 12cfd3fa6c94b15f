/** What programs get, by name. Times are milliseconds since 1970. */
import { STATES_BY_URGENCY } from "../../runtime/jobs/standing.ts";
import { EXECUTION_STATES } from "../data/executions.ts";
import { listOf, named, object, type Schema } from "./schema.ts";

const TEXT: Schema = { type: "string" };
const COUNT: Schema = { type: "integer", minimum: 0 };
const TIME: Schema = { type: "number", description: "milliseconds since 1970" };
const ANYTHING: Schema = {};
const TEXTS: Schema = { type: "object", additionalProperties: TEXT };
const COUNTS: Schema = { type: "object", additionalProperties: COUNT };
const EXECUTION_STATE: Schema = { type: "string", enum: EXECUTION_STATES };
const JOB_STATE: Schema = { type: "string", enum: STATES_BY_URGENCY };

const SOURCE = object(
  { file: TEXT, version: { type: "integer" }, name: TEXT, cell: TEXT, mashup: TEXT },
  { optional: ["version", "cell", "mashup"] },
);

const FOUND_MODULE = object({ path: TEXT, name: TEXT, state: TEXT, error: TEXT }, { optional: ["error"] });

const DRAWN_MODULE = object({
  path: { type: "string", description: "its id; inside group 3 3,4" },
  name: TEXT,
  label: { type: "string", description: "the user's own name for it" },
  isGroup: { type: "boolean" },
  status: { type: "object", description: "of an execution: state, tookMs, progress, where" },
  place: object({ x: { type: "number" }, y: { type: "number" } }, {
    description: "where it is stored, y pointing down",
  }),
}, { optional: ["isGroup", "status", "place"] });

const CONNECTION = object({ from: TEXT, output: TEXT, to: TEXT, input: TEXT });

/** See the head of the file. */
export const SCHEMAS: Readonly<Record<string, Schema>> = {
  Execution: object({
    id: TEXT,
    state: EXECUTION_STATE,
    file: { type: "string", description: "absolute path of the file or script" },
    version: { type: "integer" },
    name: { type: "string", description: "tag of the version, or name of the script's workflow" },
    part: { type: "string", description: "cell of an exploration, or mashup" },
    startedAt: TIME,
    finishedAt: TIME,
    counts: { ...COUNTS, description: "how many modules there are, and how many ended how" },
    continues: { type: "string", description: "id of the execution that it went on with" },
    continuedBy: { type: "string", description: "id of the execution that went on with it" },
    module: { ...FOUND_MODULE, description: "the first module that failed, or that was searched for" },
  }, { optional: ["version", "part", "finishedAt", "continues", "continuedBy", "module"] }),
  Executions: object({
    executions: listOf(named("Execution")),
    counts: COUNTS,
    next: { type: "string", description: "give it as before to get the next page" },
    searchedUntil: { ...TIME, description: "the search stopped there: next goes on with it" },
  }, { optional: ["next", "searchedUntil"] }),
  ExecutionRecord: { type: "object", description: "all that is recorded of an execution but its modules" },
  ModuleRecord: { type: "object", description: "all that is recorded of a module's part in an execution" },
  Modules: object({ modules: listOf(named("ModuleRecord")), next: COUNT }, { optional: ["next"] }),
  Pipeline: object({ modules: listOf(DRAWN_MODULE), connections: listOf(CONNECTION) }),
  Module: { type: "object", description: "what it was given and gave, how it went, all of its record" },
  Files: object({ files: listOf(TEXT) }),
  Versions: object({
    default: { type: "integer", description: "the version that VisTrails would open" },
    versions: listOf(object({
      id: { type: "integer" },
      parent: { type: "integer", description: "0: the empty beginning" },
      user: ANYTHING,
      date: ANYTHING,
      description: TEXT,
      tag: TEXT,
      notes: TEXT,
      pruned: { type: "boolean" },
    }, { optional: ["tag", "notes"] })),
  }),
  Version: object({
    id: { type: "integer" },
    name: TEXT,
    description: TEXT,
    user: TEXT,
    date: TEXT,
    notes: TEXT,
    aliases: listOf(object({ name: TEXT, text: TEXT, type: TEXT })),
    modules: listOf(DRAWN_MODULE),
    connections: listOf(CONNECTION),
  }),
  Difference: { type: "object", description: "modules and connections that were added and deleted, and what changed" },
  Job: object({
    id: TEXT,
    workflow: TEXT,
    key: { type: "string", description: "what the outside world knows it by" },
    name: TEXT,
    module: { type: "string", description: "path of the module in the pipeline" },
    definition: object({ package: TEXT, namespace: TEXT, name: TEXT }),
    state: JOB_STATE,
    parameters: ANYTHING,
    reason: TEXT,
    host: TEXT,
    startedAt: TIME,
    changedAt: TIME,
    checkedAt: TIME,
  }, { optional: ["definition", "parameters", "reason", "checkedAt"] }),
  Jobs: object({ jobs: listOf(named("Job")), next: COUNT }, { optional: ["next"] }),
  Workflow: object({
    id: TEXT,
    source: SOURCE,
    parameters: TEXTS,
    state: { type: "string", enum: ["running", "suspended", "finished"] },
    isPaused: { type: "boolean" },
    user: TEXT,
    host: TEXT,
    startedAt: TIME,
    changedAt: TIME,
    executions: listOf(TEXT),
    outlook: { type: "string", enum: ["waits", "canContinue", "undecided", "over"] },
    done: COUNT,
    total: COUNT,
    counts: COUNTS,
    process: { type: "integer", description: "the process that runs it now" },
    waitingProcess: { type: "integer", description: "the process that waits for its jobs" },
  }, { optional: ["process", "waitingProcess"] }),
  Workflows: object({ workflows: listOf(named("Workflow")) }),
  Output: object({
    stream: { type: "string", enum: ["stdout", "stderr"] },
    text: TEXT,
    from: { ...COUNT, description: "bytes before the text" },
    to: { ...COUNT, description: "where the text ends: give it as from to go on" },
    size: { ...COUNT, description: "bytes of the whole output" },
    problem: { type: "string", description: "why there is no text" },
  }, { optional: ["problem"] }),
  Deeds: object({
    deeds: listOf(object({
      workflow: TEXT,
      job: TEXT,
      outcome: { type: "string", description: "failed: nothing was done; else what was" },
      text: TEXT,
    }, { optional: ["job"] })),
  }),
  Started: object({
    kind: { type: "string", enum: ["records", "ended", "goesOn"] },
    execution: TEXT,
    code: { type: "integer", description: "exit code of vt" },
    output: TEXT,
    pid: { type: "integer" },
  }, { optional: ["execution", "code", "output", "pid"] }),
  Process: object({ pid: { type: "integer", description: "the process that was told" } }),
  Run: object({
    file: { type: "string", description: "absolute path of a .vt file or a script" },
    version: { type: "string", description: "number or tag" },
    set: { ...TEXTS, description: "values of inputs, parameters and aliases" },
    isNew: { type: "boolean", description: "begin anew instead of continuing what is suspended" },
    targets: { type: "string", description: "absolute path of an execution configuration" },
  }, { optional: ["version", "set", "isNew", "targets"] }),
  Timer: object({
    interval: { type: "string", description: "off, or such as 10s, 1m or 1h" },
    isAutomatic: { type: "boolean", description: "workflows are continued when their jobs are ready" },
  }),
  TimerState: object({
    interval: TEXT,
    isAutomatic: { type: "boolean" },
    isOn: { type: "boolean", description: "this monitor asks by itself" },
    isAsking: { type: "boolean" },
    lastRoundAt: TIME,
    nextRoundAt: TIME,
    continues: listOf(TEXT),
  }, { optional: ["lastRoundAt", "nextRoundAt"] }),
  Problem: object({ error: TEXT }),
};
