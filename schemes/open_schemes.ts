/** The schemes of a run: one for each target, opened when something is first sent there. */
import { InputError } from "../runtime/errors.ts";
import type { ExecutionScheme } from "../runtime/scheme/execution_scheme.ts";
import type { ExecutionTarget } from "../runtime/scheme/execution_target.ts";
import { openProcessScheme } from "./process.ts";
import { type LocalParameters, readParameters } from "./target_parameters.ts";
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
}

type Open = (options: SchemeOptions & LocalParameters & Pick<ExecutionScheme, "annotations">) => ExecutionScheme;

const OPENERS: ReadonlyMap<string, Open> = new Map([
  ["worker", openWorkerScheme],
  ["process", openProcessScheme],
]);

/** Nothing is started before a target is asked for. */
export function openSchemes(options: SchemeOptions): Schemes {
  const open = new Map<string, ExecutionScheme>();
  return {
    of(target): ExecutionScheme {
      const key = JSON.stringify([target.name, target.scheme, target.parameters]);
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
  return OPENERS.get(target.scheme)!({ ...options, ...readParameters(target), annotations: annotationsOf(target) });
}

function annotationsOf({ name, parameters }: ExecutionTarget): ExecutionScheme["annotations"] {
  return { ...parameters, target: name };
}

/** Why nothing can be computed at a target, as far as its description tells; undefined where it can. */
export function whyUnusable(target: ExecutionTarget): string | undefined {
  const { scheme } = target;
  if (!OPENERS.has(scheme)) return `there is no scheme ${scheme}, only ${[...OPENERS.keys()].join(" and ")}`;
  try {
    const { memoryMb, permissions } = readParameters(target);
    const isLimited = memoryMb !== undefined || permissions !== undefined;
    if (!(Deno.build.standalone && scheme === "process" && isLimited)) return undefined;
    return "a compiled vt starts itself, and cannot limit what its processes may do or take";
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}
