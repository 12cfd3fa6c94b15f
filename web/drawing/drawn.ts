/** What is drawn of a pipeline, as plain data: nothing of where it came from, nothing of how it looks. */

/** Modules with those first that others take data from. */
export interface DrawnPipeline {
  readonly modules: readonly DrawnModule[];
  readonly connections: readonly DrawnConnection[];
}

/** One module. */
export interface DrawnModule {
  /** `3`, inside group 3 `3,4`. */
  readonly path: string;
  readonly name: string;
  /** The user's own name for it, `""` without one. */
  readonly label: string;
  readonly isGroup?: boolean;
  /** Of a group that is open. */
  readonly inside?: DrawnPipeline;
  /** Of an execution. */
  readonly status?: ModuleStatus;
  /** Of a difference between two versions. */
  readonly mark?: Mark;
  /** Where its centre is stored, y pointing down. */
  readonly place?: Point;
}

/** A wire from an output port to an input port. */
export interface DrawnConnection {
  readonly from: string;
  readonly output: string;
  readonly to: string;
  readonly input: string;
  readonly mark?: Mark;
}

/** In pixels, y pointing down. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How a module of an execution stands. */
export type DrawnState = "completed" | "cached" | "failed" | "suspended" | "running" | "interrupted" | "notRun";

/** What an execution says of a module. */
export interface ModuleStatus {
  readonly state: DrawnState;
  readonly tookMs?: number;
  readonly progress?: Progress;
  /** How far it says that it is, from 0 to 1, while it runs; and what it says of that. */
  readonly fraction?: number;
  readonly message?: string;
  /** The target that computed it, and the machine where that is another. */
  readonly where?: string;
}

/** How far a loop is; `total` where it is known. */
export interface Progress {
  readonly done: number;
  readonly failed: number;
  readonly total?: number;
}

/** How something differs between two versions. */
export type Mark = "added" | "deleted" | "changed";

/** All states, those that ask for attention first. */
export const STATES: readonly DrawnState[] = [
  "failed",
  "interrupted",
  "suspended",
  "running",
  "notRun",
  "completed",
  "cached",
];

/** States as people read them. */
export const STATE_TEXTS: Readonly<Record<DrawnState, string>> = {
  completed: "completed",
  cached: "cached",
  failed: "failed",
  suspended: "suspended",
  running: "running",
  interrupted: "interrupted",
  notRun: "not run",
};

/** Differences as people read them, and the sign that stands for each. */
export const MARK_TEXTS: Readonly<Record<Mark, readonly [sign: string, text: string]>> = {
  added: ["+", "added"],
  deleted: ["−", "deleted"],
  changed: ["≠", "changed"],
};
