/** Calls to an agent, with their values moved as they should be: what is asked has all that it needs by its hash. */
import type { ComputeFailure, ComputeManyReply, ComputeManyRequest } from "../../../runtime/scheme/compute_request.ts";
import { type ComputeOptions, SchemeError } from "../../../runtime/scheme/execution_scheme.ts";
import type { PackedAt } from "./far_data.ts";
import type { NearData, SentValues } from "./near_data.ts";
import { PackError } from "./packer.ts";
import { TransferError } from "./receiver.ts";
import { ToldEvents } from "./told_events.ts";

/** A request of which values travel by their hashes. */
export interface MovedRequest extends ComputeManyRequest {
  readonly sent?: readonly PackedAt[];
}

/** A reply of which values have stayed at the agent: `null` in their places. */
export interface MovedReply extends ComputeManyReply {
  readonly kept?: readonly PackedAt[];
}

/** Asks the agent. */
export type AskAgent = (request: MovedRequest, options: ComputeOptions) => Promise<MovedReply>;

/** Asks with values moved. Rejects with a SchemeError where what came of it cannot be had. */
export async function askMoved(
  near: NearData,
  request: ComputeManyRequest,
  options: ComputeOptions,
  ask: AskAgent,
): Promise<ComputeManyReply> {
  const sending = sendOf(near, request);
  let sent: SentValues;
  try {
    sent = sending instanceof Promise ? await sending : sending;
  } catch (error) {
    if (!(error instanceof PackError)) throw error;
    return { columns: {}, others: new Map([[0, unsendable(error)]]), ms: 0 };
  }
  using held = sent.held;
  const [inputs, values, columns = {}] = sent.values;
  const moved = sent.sent.length === 0 ? request : { ...request, inputs, values, columns, sent: sent.sent };
  const told = new ToldEvents(near, request, options, held);
  const reply = await ask(moved, { ...options, observe: options.observe && told.hear });
  await told.settled;
  const received = await receiveKept(near, reply, request, options);
  told.end(received);
  const { columns: outputs, others, ms } = reply;
  return { columns: outputs, others, ms };
}

/** What has a secret in it stays in memory: only paths go by their hashes. */
function sendOf(
  near: NearData,
  { inputs, values, columns, secrets }: ComputeManyRequest,
): SentValues | Promise<SentValues> {
  return near.send([inputs, values, columns, undefined], { onlyPaths: secrets !== undefined });
}

async function receiveKept(
  near: NearData,
  { columns, kept = [] }: MovedReply,
  { secrets }: ComputeManyRequest,
  { mayStay = () => false, signal }: ComputeOptions,
): Promise<number> {
  if (kept.length === 0) return 0;
  try {
    return await near.receive(columns, kept, { mayStay: secrets === undefined ? mayStay : () => false, signal });
  } catch (error) {
    if (!(error instanceof TransferError)) throw error;
    throw new SchemeError(`Cannot fetch what was computed: ${error.message}`, { cause: error });
  }
}

function unsendable({ message }: PackError): ComputeFailure {
  return { status: "failed", kind: "unsendable", message: `Cannot compute elsewhere: ${message}` };
}
