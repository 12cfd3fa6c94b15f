/** A state as a word with a mark: told by shape and text, the colour only helps. */
import type { Html } from "../layout.tsx";

const MARKS: Readonly<Record<string, string>> = {
  running: "▶",
  suspended: "‖",
  completed: "✓",
  cached: "≡",
  failed: "✕",
  interrupted: "!",
  notRun: "–",
  submitting: "…",
  ready: "◆",
  finished: "✓",
  cancelled: "⊘",
  unknown: "?",
  paused: "□",
};

const WORDS: Readonly<Record<string, string>> = { notRun: "not run" };

/** `of`: a state of an execution, a module, a job or a workflow. */
export function State({ of }: { readonly of: string }): Html {
  return (
    <span class={`state state-${of}`}>
      <span class="state-mark" aria-hidden="true">{MARKS[of] ?? "·"}</span>
      {WORDS[of] ?? of}
    </span>
  );
}

/** A word as it begins a label. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
