/**
 * Modules that compute elsewhere one after the other, sent as one. The first of them, the leader, does this for all; the
 * others learn how they ended when their turn comes.
 */
import { type ComputeReply, outputsOfReply } from "../scheme/compute_request.ts";
import type { ExecutionScheme } from "../scheme/execution_scheme.ts";
import type { SentPipeline, SentPort } from "../scheme/sent_pipeline.ts";
import { InvalidOutput } from "../values.ts";
import { askScheme } from "./ask_scheme.ts";
import { saying, traceBy } from "./compute_elsewhere.ts";
import { describeFailure, endedBadly } from "./failure.ts";
import type { ModuleRun, Procedure } from "./module_run.ts";
import { secretsWithModules } from "./module_secrets.ts";
import { outputOf } from "./read_inputs.ts";
import { areRepeatable } from "./repeatable.ts";
import { sentModules } from "./sent_modules.ts";
import { mayStay } from "./stay.ts";
import { toldOf } from "./told.ts";
import { waitFor, waitUntil } from "./until.ts";

/** Bytes up to which the outputs of a module inside a chain are worth sending back: they need not be computed again. */
const WORTH_SENDING = 65_536;

/** Runs a chain; `members` begins with the leader. Outputs are told to each member. */
export function* sendChain(members: readonly ModuleRun[], scheme: ExecutionScheme): Procedure {
  const [leader] = members;
  const { frame } = leader;
  const others = [...new Set(members.slice(1).flatMap(fedBy))].filter((run) => !members.includes(run));
  frame.demand(others, frame.roomOf(leader, frame.plan));
  yield* waitFor(others);
  const sent = unknownOf(runnable(members));
  if (sent.length === 0) return {};
  try {
    const reply: ComputeReply = yield* waitUntil(leader, () => askScheme(scheme, ...chainRequest(sent, scheme)));
    const exit = sent[sent.length - 1];
    const outputs = outputsOfReply(reply);
    if (exit.told?.state === "completed") exit.hearOf({ ...exit.told, outputs });
  } catch (error) {
    // It happened to the one that had its turn; those behind it do not run.
    const first = sent.find((member) => member.told === undefined) ?? leader;
    first.set({ remote: leader.remote });
    first.hearOf({ state: "failed", startedAt: leader.startedAt, failure: describeFailure(error), isTold: false });
  }
  return {};
}

/** Modules that feed a member. */
function fedBy({ frame, index }: ModuleRun): ModuleRun[] {
  const { start, source } = frame.plan.connectors;
  return Array.from({ length: start[index + 1] - start[index] }, (_, k) => frame.runAt(source[start[index] + k]));
}

/** Members up to the first that lacks what others should have given. */
function runnable(members: readonly ModuleRun[]): readonly ModuleRun[] {
  const end = members.findIndex((member) => fedBy(member).some((run) => !members.includes(run) && endedBadly(run)));
  return end === -1 ? members : members.slice(0, end);
}

/** Members behind the last whose result is known; those before it are told that they need not run. */
function unknownOf(members: readonly ModuleRun[]): readonly ModuleRun[] {
  const [{ frame: { execution } }] = members;
  // Upstream first: some results are known only if those that feed them are.
  const known = members.map((member) => execution.knownResult(member));
  const last = known.findLastIndex((result) => result !== undefined);
  for (let i = 0; i <= last; i++) {
    const outputs = i === last ? known[last]!.outputs : undefined;
    // Of what stayed elsewhere nothing is known but that the last one came of it.
    const cachedFrom = (known[i] ?? known[last])!.from;
    members[i].hearOf({ state: "cached", startedAt: execution.now(), outputs, cachedFrom, isTold: false });
  }
  return members.slice(last + 1);
}

function chainRequest(members: readonly ModuleRun[], scheme: ExecutionScheme): Parameters<ExecutionScheme["compute"]> {
  const [{ frame }] = members;
  const [leader, exit] = [members[0], members[members.length - 1]];
  const elsewhere = frame.execution.elsewhere!;
  const fed = members.flatMap((member) => feedsOf(member, members));
  const pipeline: SentPipeline = {
    ...sentModules(frame.plan, members.map(({ index }) => index)),
    key: `${elsewhere.key} ${frame.pathOf(leader.index)} to ${frame.pathOf(exit.index)}`,
    feeds: fed.map(([port]) => port),
    result: exit.module.id,
    tellsOutputs: elsewhere.wantsAllOutputs ? "all" : WORTH_SENDING,
  };
  const inputs = Object.fromEntries(fed.map(([{ name }, value]) => [name, value]));
  const said = saying(leader, scheme, ({ event, outputs }) => {
    const member = event.within === "" ? members.find(({ module }) => module.id === event.id) : undefined;
    const wasTold = member !== undefined && (member.told !== undefined || endedBadly(member)); // it was interrupted
    if (member !== undefined && event.kind === "moduleFinished") member.hearOf(toldOf({ event, outputs }));
    if (wasTold) return;
    const signature = member && frame.execution.signatureOf(member);
    frame.pass(event.kind === "moduleFinished" ? { ...event, signature } : event, leader);
  });
  const { secretOf, tracer } = frame.execution;
  const trace = tracer?.contextAround(frame.placeOf(leader));
  const options = { ...said, mayStay: mayStay(exit) };
  const indices = members.map(({ index }) => index);
  const secrets = secretsWithModules(frame.plan, indices, { feeds: inputs, secretOf });
  const { folder } = elsewhere;
  const isRepeatable = areRepeatable(frame.plan, indices);
  const request = { work: { pipeline }, inputs, folder, isRepeatable };
  return [{ ...request, ...(secrets && { secrets }), ...traceBy(scheme, trace) }, options];
}

/** What comes to a member from outside of the chain. */
function feedsOf(run: ModuleRun, members: readonly ModuleRun[]): [SentPort, unknown][] {
  const { frame, index, module } = run;
  const { start, source, sourcePort, port } = frame.plan.connectors;
  const feeds: [SentPort, unknown][] = [];
  for (let k = start[index]; k < start[index + 1]; k++) {
    const upstream = frame.runAt(source[k]);
    if (members.includes(upstream)) continue;
    const value = outputOf(upstream, sourcePort[k]);
    if (value !== InvalidOutput) {
      feeds.push([{ name: `${module.id} ${port[k]}`, module: module.id, port: port[k] }, value]);
    }
  }
  return feeds;
}
