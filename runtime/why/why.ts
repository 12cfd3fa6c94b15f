/** Why a module ran again, or did not, as plain data. */
import type { Change, ModuleName } from "./change.ts";
import type { ModuleEnd } from "./known_execution.ts";

/** An execution that something is compared with. */
export interface ExecutionRef {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly startedAt?: number;
  /** Of a vistrail. */
  readonly version?: number;
}

/** A module on the way upstream, and how it leads to the one before it on that way. */
export interface Step extends ModuleName {
  /** The port that it feeds; undefined for one that is inside the group before it. */
  readonly feeds?: string;
  /** How it ended itself; undefined for one inside a group, and where that is not known. */
  readonly state?: Why["state"];
}

/** Where a change was made, and how it reaches the module. */
export interface Cause {
  readonly changes: readonly Change[];
  /** From the module itself to the one that has changed. */
  readonly way: readonly Step[];
}

/** Why results are never reused. */
export type NeverReason = "cacheOff" | "notCacheable" | "everyRun" | "incomparable";

/** A module whose results are never reused, and how it reaches the one that was asked for. */
export interface NeverCause {
  readonly because: NeverReason;
  /** The port whose value cannot be compared. */
  readonly port?: string;
  readonly way: readonly Step[];
}

/** How a module that kept another from running ended. */
export interface Blocker extends Pick<ModuleEnd, "state" | "error"> {
  readonly way: readonly Step[];
}

/** Why; see each. */
export type Reason =
  /** It is not known to have ever run; `isWorkflow`: nor is anything of its workflow. */
  | { readonly kind: "first"; readonly isWorkflow: boolean }
  | { readonly kind: "changed"; readonly since: ExecutionRef; readonly causes: readonly Cause[]; readonly more: number }
  | { readonly kind: "never"; readonly causes: readonly NeverCause[] }
  /** It did not end well the last time; `causes`: what has changed since. */
  | {
    readonly kind: "unfinished";
    readonly state: ModuleEnd["state"] | "interrupted" | "notRun";
    readonly error?: string;
    readonly since: ExecutionRef;
    readonly causes: readonly Cause[];
  }
  /** Nothing has changed; `unkeepable`: its result could not be kept, `gone`: it is not there any more. */
  | { readonly kind: "notKept"; readonly since: ExecutionRef; readonly because: "unkeepable" | "gone" }
  /** Its result was known: from an execution, or from a module of the same execution. */
  | { readonly kind: "known"; readonly from?: ExecutionRef; readonly as?: ModuleName }
  | { readonly kind: "blocked"; readonly by: readonly Blocker[] }
  /** Nothing asked for it. */
  | { readonly kind: "notWanted" };

/** What is said of one module. */
export interface Why extends ModuleName {
  /** How it ended; `willRun` and `willBeReused` of an execution that is to come. */
  readonly state: ModuleEnd["state"] | "notRun" | "willRun" | "willBeReused";
  readonly error?: string;
  /** The group that runs it, of which all this is said. */
  readonly within?: ModuleName;
  readonly reason: Reason;
}
