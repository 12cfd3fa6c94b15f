/**
 * What an agent and those who ask it say to each other. A caller has a session at one agent, which outlives connections;
 * each of its requests has a key, so that none is computed twice whatever breaks in between.
 *
 *     caller                    agent
 *     hello                →
 *                          ←    challenge   who it is, proved
 *     open                 →                who the caller is, proved, and which session it wants; it may be refused
 *     resume               →                what it has heard, and waits for
 *                          ←    welcome     what is known of that
 *     compute, cancel, …   →
 *                          ←    said        what modules say, and answers: numbered, repeated until they are heard
 *     heard                →
 *     close                →
 *                          ←    closed      nothing of the session runs any more
 *
 * `alive` goes both ways where nothing else does (`line.ts`). Scripts travel by their hashes (`tree`, `wants`, `part`),
 * and so do big values and files, either way (`data/messages.ts`).
 */
import type { Machine } from "../../runtime/record/log.ts";
import type { ComputeFailure, ComputeSuspension, ModuleWork } from "../../runtime/scheme/compute_request.ts";
import type { TraceContext } from "../../runtime/telemetry/tracer.ts";
import type { FrameLimits } from "../frames.ts";
import type { EventHead } from "../messages.ts";
import type { DataMessage } from "./data/messages.ts";

/** Changed with every change of what is said. */
export const PROTOCOL = 2;

/** The first line that an agent writes: whatever a shell has written before it is no part of what is said. */
export const PREAMBLE = "\nvt agent speaks\n";

/** What a frame may have before both sides know each other. */
export const STRANGER_LIMITS: FrameLimits = { header: 16_384, attachments: 0 };
/** What a frame may have from then on. */
export const FRIEND_LIMITS: FrameLimits = { header: 2 ** 28, attachments: 2 ** 32 };
/** Milliseconds that both sides have to know each other. */
export const HANDSHAKE_MS = 15_000;

/** A caller begins. */
export interface Hello {
  readonly kind: "hello";
  readonly protocol: number;
  /** Version of vt: both sides have the same packages. */
  readonly vt: string;
  /** Chosen at random, 32 bytes in hex. */
  readonly nonce: string;
}

/** An agent says who it is. */
export interface Challenge {
  readonly kind: "challenge";
  readonly protocol: number;
  readonly vt: string;
  /** Its public key, in hex; its identity is a hash of it. */
  readonly key: string;
  readonly nonce: string;
  /** Of both nonces, by that key, in hex. */
  readonly signature: string;
  readonly wantsToken: boolean;
}

/** A caller says who it is, and which session it wants. */
export interface Open {
  readonly kind: "open";
  /** Of both nonces and the agent's identity, keyed by the token, in hex; where one is wanted. */
  readonly proof?: string;
  /** Chosen by the caller at random, 16 bytes in hex. */
  readonly session: string;
  /** How the agent computes, and how much at a time. */
  readonly pool: PoolWish;
  /** Milliseconds that the agent keeps the session while the caller is away. */
  readonly keepMs: number;
}

/** A caller says where it stopped. */
export interface Resume {
  readonly kind: "resume";
  /** Whether the session should be there. */
  readonly isResumed: boolean;
  /** The last that was heard of what is numbered. */
  readonly heard: number;
  /** Keys of the requests that it has sent and waits for. */
  readonly waiting: readonly number[];
}

/** How an agent computes for a session. */
export interface PoolWish {
  readonly scheme: "process" | "worker";
  /** The most at a time; undefined: as the agent has it. */
  readonly jobs?: number;
  readonly memoryMb?: number;
}

/** The session is open. */
export interface Welcome {
  readonly kind: "welcome";
  readonly machine: Machine;
  /** Milliseconds since 1970 by the agent's clock. */
  readonly now: number;
  /** Where nothing changes between two of them, what was never received was never begun. */
  readonly boot: string;
  /** How many compute at a time. */
  readonly slots: number;
  /** Of those that are waited for: they run, or their answers will come. */
  readonly known: readonly number[];
  /** Of those that are waited for: they were begun, and nobody knows how far they came. */
  readonly interrupted: readonly number[];
  /** The session that should have been there is not. */
  readonly isLost: boolean;
}

/** Why an agent does not open a session. */
export interface Refused {
  readonly kind: "refused";
  readonly message: string;
  /** It may go over by itself. */
  readonly isPassing: boolean;
}

/** What requests ask for. */
export interface WorkHead {
  /** Undefined for a pipeline, which is among the values. */
  readonly work?: ModuleWork;
  /** For people: what is computed. */
  readonly name: string;
  /** The files of its scripts: a tree that was told before. */
  readonly tree?: string;
}

/** Something to compute; its values go beside it. */
export interface RequestHead {
  readonly key: number;
  /** Which of the works of the message. */
  readonly work: number;
  /** Once if nothing is said. */
  readonly count?: number;
  readonly isRepeatable?: boolean;
  readonly timeoutMs?: number;
  readonly memoryMb?: number;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Of a run that is traced. */
  readonly trace?: TraceContext;
  readonly pathLength?: number;
}

/** A file of a tree. */
export interface TreeFile {
  /** URL that it has where the caller is. */
  readonly url: string;
  /** SHA-256 of its bytes, in hex. */
  readonly hash: string;
}

/**
 * From a caller, once the session is open. Values of `compute`: one for each request; behind those of a call comes what
 * travels by its hash.
 */
export type CallerMessage =
  | DataMessage
  | { readonly kind: "compute"; readonly works: readonly WorkHead[]; readonly requests: readonly RequestHead[] }
  | { readonly kind: "cancel"; readonly keys: readonly number[] }
  /** All numbers up to this one. */
  | { readonly kind: "heard"; readonly number: number }
  | { readonly kind: "tree"; readonly id: string; readonly files: readonly TreeFile[] }
  /** Bytes of a file: the value of the message. They follow those that are there. */
  | { readonly kind: "part"; readonly hash: string; readonly at: number; readonly isLast: boolean }
  | { readonly kind: "close" };

/** Why there is no answer: stopped because the caller wanted it, or nothing can be computed. */
export interface NoAnswer {
  readonly status: "cancelled" | "unable";
  readonly message: string;
}

/**
 * What came of a request. Of many: `others` are those that did not complete, the columns are the value; `hasKept`: they,
 * and what stays at the agent.
 */
export type AnswerHead =
  | {
    readonly status: "answered";
    readonly others: readonly (readonly [number, ComputeFailure | ComputeSuspension])[];
    readonly ms: number;
    readonly hasKept?: boolean;
  }
  | NoAnswer;

/** Something that is said of a request. With an answer: what happened last before it. */
export type Item =
  & { readonly key: number; readonly hasValue?: boolean }
  & ({ readonly event: EventHead } | { readonly answer: AnswerHead; readonly event?: EventHead });

/** From an agent, once the session is open. */
export type AgentMessage =
  | DataMessage
  /** `number`: of the last item; they are numbered one after the other. Values: one for each item that has one. */
  | { readonly kind: "said"; readonly number: number; readonly items: readonly Item[] }
  /** Files that are not there, with how many of their bytes are. */
  | { readonly kind: "wants"; readonly files: readonly (readonly [hash: string, have: number])[] }
  | { readonly kind: "closed" };
