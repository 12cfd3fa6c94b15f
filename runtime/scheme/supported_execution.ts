/** What a module supports: the schemes that it may be computed by. */
import type { AnyDefinition } from "../authoring/module.ts";
import { kindOfScheme, type SchemeKind } from "./scheme_kind.ts";

/** What a module, or several together, support. */
export interface SupportedExecution {
  readonly worker: boolean;
  readonly process: boolean;
  readonly remote: boolean;
  /** By the name of a scheme, whatever is said above of its kind. */
  readonly systems: Readonly<Record<string, boolean>>;
  /** False: only a person may choose a target for it. */
  readonly autoselect: boolean;
  /** It may go anywhere, but need not be sent by itself: it only goes with others. */
  readonly isPortable: boolean;
}

/** It runs here only. */
export const SUPPORTS_NOTHING: SupportedExecution = {
  worker: false,
  process: false,
  remote: false,
  systems: {},
  autoselect: false,
  isPortable: false,
};

const PORTABLE: SupportedExecution = {
  ...SUPPORTS_NOTHING,
  worker: true,
  process: true,
  remote: true,
  isPortable: true,
};

/**
 * What the definition of a module says. Control modules work from here, whatever it says, and jobs too but for those
 * that may be submitted from other machines.
 */
export function supportedExecution(definition: AnyDefinition): SupportedExecution {
  const { parallelizable, compute, job } = definition;
  if (parallelizable === undefined || (compute === undefined && job === undefined)) return SUPPORTS_NOTHING;
  if (parallelizable === "portable") return job === undefined ? PORTABLE : SUPPORTS_NOTHING;
  if (job !== undefined) {
    const { remote = false, autoselect = true } = parallelizable;
    return { ...SUPPORTS_NOTHING, remote, autoselect };
  }
  const { worker = false, process = false, remote = false, systems = {}, autoselect = true } = parallelizable;
  return { worker, process, remote, systems, autoselect, isPortable: false };
}

/** Whether it may be computed by the scheme. */
export function supports(support: SupportedExecution, scheme: string): boolean {
  return Object.hasOwn(support.systems, scheme) ? support.systems[scheme] : support[kindOfScheme(scheme)];
}

/**
 * What several modules support together: what each of them does. Portable ones are left out; where all are portable so is
 * the whole. One that may be sent by itself is enough for the whole.
 */
export function supportedTogether(all: Iterable<SupportedExecution>): SupportedExecution {
  let together = PORTABLE;
  for (const one of all) {
    if (one.isPortable) continue;
    together = together.isPortable ? one : bothSupport(together, one);
  }
  return together;
}

function bothSupport(a: SupportedExecution, b: SupportedExecution): SupportedExecution {
  const named = [...Object.keys(a.systems), ...Object.keys(b.systems)];
  return {
    worker: a.worker && b.worker,
    process: a.process && b.process,
    remote: a.remote && b.remote,
    systems: Object.fromEntries(named.map((scheme) => [scheme, supports(a, scheme) && supports(b, scheme)])),
    autoselect: a.autoselect || b.autoselect,
    isPortable: false,
  };
}

const KIND_TEXTS: Readonly<Record<SchemeKind, string>> = {
  worker: "worker",
  process: "process",
  remote: "other machines",
};

/** As a person reads it: `worker and other machines, but not slurm`; `""` where it only runs here. */
export function supportText(support: SupportedExecution): string {
  if (support.isPortable) return "anything, with the group that it stands in";
  const kinds = (["worker", "process", "remote"] as const).filter((kind) => support[kind]);
  const named = (wanted: boolean) =>
    Object.keys(support.systems).filter((name) =>
      supports(support, name) === wanted && support[kindOfScheme(name)] !== wanted
    );
  const yes = [...kinds.map((kind) => KIND_TEXTS[kind]), ...named(true)];
  const no = named(false);
  return `${listed(yes)}${yes.length > 0 && no.length > 0 ? `, but not ${listed(no)}` : ""}`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
