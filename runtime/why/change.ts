/** What can have changed of a module between two executions, as plain data. */
import type { CodeChange } from "../definition/code_changes.ts";

/** How people know a module. */
export interface ModuleName {
  /** `3`, inside group 3 `3,4`. */
  readonly module: string;
  readonly name: string;
  readonly label: string;
}

/** One component of a signature that is not what it was; what is missing was, or is, not there. */
export type Change =
  /** Texts of values are those of `record/components.ts`, a list of them where several are written on the port. */
  | { readonly kind: "value"; readonly port: string; readonly before?: string; readonly now?: string }
  /** What lies at a path that is written on a port. */
  | {
    readonly kind: "file";
    readonly port: string;
    readonly path: string;
    readonly before?: string;
    readonly now?: string;
  }
  | { readonly kind: "definition"; readonly parts: readonly PartChange[] }
  /** It is another module. */
  | { readonly kind: "module"; readonly before: string; readonly now: string }
  /** The version of its package, or of vt. */
  | { readonly kind: "package" | "vt"; readonly name: string; readonly before?: string; readonly now?: string }
  /** How it loops. */
  | { readonly kind: "control"; readonly name: string; readonly before?: string; readonly now?: string }
  /** Ports of its own, as JSON. */
  | { readonly kind: "ports"; readonly before?: string; readonly now?: string }
  /** What it depends on outside of the workflow. */
  | { readonly kind: "outside"; readonly before?: string; readonly now?: string }
  /** What feeds a port. */
  | {
    readonly kind: "wire";
    readonly port: string;
    readonly before: readonly Source[];
    readonly now: readonly Source[];
  }
  /** Modules that a group had. */
  | { readonly kind: "removed"; readonly modules: readonly ModuleName[] }
  /** Nothing but the order of what is written on its ports, and connected to them. */
  | { readonly kind: "order" }
  /** The module was not there. */
  | { readonly kind: "added" };

/** An output of a module. */
export interface Source extends ModuleName {
  readonly output: string;
}

/** A part of a definition that is new, gone or other than it was. */
export interface PartChange {
  readonly kind: "declaration" | "whole" | "text";
  /** URL of the file. */
  readonly file: string;
  readonly name: string;
  /** `function`, `const`, …; empty where it cannot be told. */
  readonly keyword: string;
  readonly change: "added" | "removed" | "changed";
  /** Undefined where the code was not kept. */
  readonly code?: readonly CodeChange[];
}
