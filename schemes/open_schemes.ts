/** The schemes of a run: one for each target, opened when something is first sent there. */
import { InputError } from "../runtime/errors.ts";
import type { ExecutionScheme } from "../runtime/scheme/execution_scheme.ts";
import { type ExecutionTarget, labelsOf } from "../runtime/scheme/execution_target.ts";
import { priorityOfScheme } from "../runtime/scheme/scheme_kind.ts";
import type { RemoteSchemeOptions } from "./agent/open_remote.ts";
import { DeferredScheme } from "./deferred_scheme.ts";
import { openProcessScheme } from "./process.ts";
import { type LocalParameters, readParameters, readRemoteParameters } from "./target_parameters.ts";
import { openWorkerScheme } from "./worker.ts";

/** Disposing of them closes all that were opened. */
export interface Schemes extends AsyncDisposable {
  /** The scheme of a target; for equal targets the same. Throws `InputError` where nothing can be computed there. */
  of(target: ExecutionTarget): ExecutionScheme;
  /** Those that are open. */
  opened(): Iterable<ExecutionScheme>;
}

/** What schemes need to know of this program. */
export interface SchemeOptions {
  /** URL of `far_side.ts`. */
  readonly farSide: URL;
  /** The store's directory, where values are put that come from other machines; else they go with the schemes. */
  readonly dataDirectory?: string;
  /** Hears what is done to bring vt to the host of a target. */
  readonly tell?: (target: string, line: string) => void;
}

/** How the schemes of a name are opened. */
interface Opener {
  /** Throws `InputError` for parameters that are wrong. */
  check(target: ExecutionTarget): void;
  open(target: ExecutionTarget, options: SchemeOptions): ExecutionScheme;
}

type OpenLocal = (options: SchemeOptions & LocalParameters & Pick<ExecutionScheme, "annotations">) => ExecutionScheme;

function local(open: OpenLocal): Opener {
  return {
    check: readParameters,
    open: (target, options) => open({ ...options, ...readParameters(target), annotations: annotationsOf(target) }),
  };
}

const loadRemote = (): Promise<typeof import("./agent/open_remote.ts")> =>
  import(new URL("./agent/open_remote.ts", import.meta.url).href);

/** Its files are loaded when something is sent there. */
const REMOTE: Opener = {
  check: readRemoteParameters,
  open: (target, options) => {
    const { scheme: name, members } = target;
    const annotations = annotationsOf(target);
    const load = async (): Promise<ExecutionScheme> => {
      const { openAgentPool, openRemoteScheme } = await loadRemote();
      if (members === undefined) return openRemoteScheme(name as "ssh" | "http", remoteOptions(target, options));
      return openAgentPool(
        { name, annotations },
        members.map((member) => ({
          target: member,
          labels: labelsOf(member),
          options: remoteOptions(member, options),
        })),
      );
    };
    return new DeferredScheme({ name, annotations, priority: priorityOfScheme(name), takesRemote: true, target, load });
  },
};

function remoteOptions(target: ExecutionTarget, { dataDirectory, tell }: SchemeOptions): RemoteSchemeOptions {
  return {
    ...readRemoteParameters(target),
    annotations: annotationsOf(target),
    dataDirectory,
    tell: (line) => tell?.(target.name, line),
  };
}

const OPENERS: ReadonlyMap<string, Opener> = new Map([
  ["worker", local(openWorkerScheme)],
  ["process", local(openProcessScheme)],
  ["ssh", REMOTE],
  ["http", REMOTE],
]);

/** Nothing is started before a target is asked for. */
export function openSchemes(options: SchemeOptions): Schemes {
  const open = new Map<string, ExecutionScheme>();
  return {
    of(target): ExecutionScheme {
      const key = JSON.stringify([target.name, target.scheme, target.parameters, target.members]);
      let scheme = open.get(key);
      if (scheme === undefined) open.set(key, scheme = openScheme(target, options));
      return scheme;
    },
    opened: () => open.values(),
    async [Symbol.asyncDispose](): Promise<void> {
      const all = [...open.values()];
      open.clear();
      await Promise.all(all.map((scheme) => scheme[Symbol.asyncDispose]()));
    },
  };
}

function openScheme(target: ExecutionTarget, options: SchemeOptions): ExecutionScheme {
  const wrong = whyUnusable(target);
  if (wrong !== undefined) throw new InputError(`Cannot use target ${target.name}: ${wrong}`);
  return OPENERS.get(target.scheme)!.open(target, options);
}

function annotationsOf({ name, parameters }: ExecutionTarget): ExecutionScheme["annotations"] {
  return { ...parameters, target: name };
}

/** Why nothing can be computed at a target, as far as its description tells; undefined where it can. */
export function whyUnusable(target: ExecutionTarget): string | undefined {
  const { scheme, members } = target;
  if (members !== undefined) return members.map(whyUnusable).find((wrong) => wrong !== undefined);
  const opener = OPENERS.get(scheme);
  if (opener === undefined) return `there is no scheme ${scheme}, only ${[...OPENERS.keys()].join(", ")}`;
  try {
    opener.check(target);
    if (scheme !== "process") return undefined;
    const { memoryMb, permissions } = readParameters(target);
    const isLimited = memoryMb !== undefined || permissions !== undefined;
    if (!(Deno.build.standalone && isLimited)) return undefined;
    return "a compiled vt starts itself, and cannot limit what its processes may do or take";
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}
