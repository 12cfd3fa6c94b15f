/**
 * Where each module of a plan goes, and why: decided before the run, from what modules support and what is configured.
 * A target that someone has named but that cannot be used is a problem, and never replaced by another.
 */
import type { Problem } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { pathText } from "../record/execution_event.ts";
import { configuredTargets, type ExecutionConfiguration, namedTargets } from "../scheme/execution_configuration.ts";
import type { ExecutionTarget } from "../scheme/execution_target.ts";
import { priorityOfScheme } from "../scheme/scheme_kind.ts";
import { type SupportedExecution, supports, supportText } from "../scheme/supported_execution.ts";
import { withAgentsPooled } from "../scheme/target_pools.ts";
import { AUTOMATIC, HERE } from "../target_name.ts";
import { modulesInside, moduleSupport, type PlacedModule, whyHere } from "./module_support.ts";
import type { Plan } from "./plan.ts";
import { type ModuleWithPolicy, policiesInside } from "./policies.ts";

/** Where a module goes. */
export interface Place {
  /** Undefined: here. */
  readonly target?: ExecutionTarget;
  /** The path of the group that it goes with as a whole; a group that goes as a whole has none itself. */
  readonly group?: string;
  /** In a few words, for people. */
  readonly why: string;
}

/** By the paths of modules (`3`, inside group 3 `3,4`); those that nothing can be said of run here and are left out. */
export type Places = ReadonlyMap<string, Place>;

/** What decides beside the plan. */
export interface PlacementOptions {
  readonly configuration: ExecutionConfiguration;
  /** Why nothing can be computed at a target; undefined where it can. */
  readonly whyUnusable: (target: ExecutionTarget) => string | undefined;
  /** Every module that supports this target goes there and all others stay here, whatever is configured. */
  readonly only?: ExecutionTarget | typeof HERE;
}

/** Where modules go, and what is wrong with what is configured. */
export interface Placement {
  readonly places: Places;
  /** Errors, in the order of the modules. */
  readonly problems: readonly Problem[];
}

/** Places all modules, those inside groups included. */
export function placeModules(plan: Plan, options: PlacementOptions): Placement {
  const placing = new Placing(options);
  placing.placeAll(plan, "");
  return placing;
}

/** The place of a module, also of one that is left out of the places. */
export function placeOf(places: Places, { path, plan, index }: PlacedModule): Place {
  return places.get(path) ?? { why: whyHere(plan, index) || "too cheap to be sent by itself" };
}

class Placing implements Placement {
  readonly places = new Map<string, Place>();
  readonly problems: Problem[] = [];
  readonly #options: PlacementOptions;
  readonly #named: readonly ExecutionTarget[];
  /** Those that are chosen from, the first choice first. */
  readonly #candidates: readonly ExecutionTarget[];
  /** What vt chooses for what supports this, one object for each. */
  readonly #chosen = new Map<SupportedExecution, Place | undefined>();

  constructor(options: PlacementOptions) {
    const { configuration, only, whyUnusable } = this.#options = options;
    const configured = only === undefined ? configuredTargets(configuration) : only === HERE ? [] : [only];
    this.#named = namedTargets(configuration);
    this.#candidates = withAgentsPooled(configured.filter((target) => whyUnusable(target) === undefined))
      .toSorted((a, b) => priorityOfScheme(a.scheme) - priorityOfScheme(b.scheme) || 0);
  }

  /** `told`: where a group around has been told to go; what is inside goes there unless it is told otherwise. */
  placeAll(plan: Plan, within: string, told?: Place): void {
    const isSaid = this.#isSaidInside(within);
    for (const [index, module] of plan.pipeline.modules.entries()) {
      const inner = plan.inner.get(index);
      const support = moduleSupport(plan, index);
      const said = isSaid || module.target !== undefined;
      const chosen = told === undefined ? this.#choose(support) : followed(told, support);
      if (!said && inner === undefined && chosen === undefined) continue;
      const placed = { path: pathText({ id: module.id, within }), plan, index };
      const preferred = said ? this.#preferenceOf(placed) : undefined;
      const place = preferred === undefined ? chosen : this.#prefer(placed, preferred, support);
      if (inner === undefined) {
        if (place !== undefined) this.places.set(placed.path, place);
      } else this.#placeGroup(placed, inner, { place, isPreferred: preferred !== undefined, told });
    }
  }

  #placeGroup(
    group: PlacedModule,
    inner: Plan,
    { place, isPreferred, told }: { place: Place | undefined; isPreferred: boolean; told: Place | undefined },
  ): void {
    const against = place?.target && this.#sayOtherwise(group.path, inner, place.target);
    const apart = place?.target && policiesInside(inner, group.path).find(needsOwnPlace);
    if (place?.target === undefined || apart !== undefined || (against !== undefined && !isPreferred)) {
      const why = apart !== undefined
        ? `module ${apart.path} inside has the option ${needsOwnPlace(apart)}`
        : against === undefined
        ? place?.why
        : `module ${against.path} inside has a target of its own`;
      this.places.set(group.path, { why: why ?? "its modules are placed one by one" });
      return this.placeAll(inner, group.path, isPreferred ? place : told);
    }
    if (against !== undefined) {
      const wanted = this.#preferenceOf(against);
      const where = wanted === HERE ? HERE : `on target ${wanted}`;
      const whole = `group ${group.path} goes to ${place.target.name} as a whole`;
      this.#problem(against, `Cannot run ${where}: ${whole}; set one of them to ${AUTOMATIC}`);
    }
    this.places.set(group.path, place);
    const inside: Place = { target: place.target, group: group.path, why: `it goes with group ${group.path}` };
    for (const { path } of modulesInside(inner, group.path)) this.places.set(path, inside);
  }

  /** The first module inside for which somebody wants another target than that of the whole. */
  #sayOtherwise(within: string, inner: Plan, target: ExecutionTarget): PlacedModule | undefined {
    if (this.#options.only !== undefined) return undefined;
    return modulesInside(inner, within).find((placed) => {
      const preferred = this.#preferenceOf(placed);
      return preferred !== undefined && preferred !== target.name;
    });
  }

  /** The place that somebody wants for a module; where it cannot be, it stays here and there is a problem. */
  #prefer(placed: PlacedModule, name: string, support: SupportedExecution): Place {
    const isOfScript = !this.#options.configuration.preferences.has(placed.path);
    const why = isOfScript ? "its script says so" : "it is set so";
    if (name === HERE) return { why };
    const target = this.#named.find((one) => one.name === name);
    const wrong = target === undefined ? this.#unknown(name) : this.#wrongWith(target, placed, support);
    if (target !== undefined && wrong === undefined) return { target, why };
    const cure = isOfScript ? "change its option target" : `set another target for it, or ${AUTOMATIC}`;
    this.#problem(placed, `Cannot run on target ${name}: ${wrong}; ${cure}`);
    return { why: "what is set for it cannot be" };
  }

  #unknown(name: string): string {
    const names = this.#named.map((target) => target.name);
    const near = nearest(name, names);
    return `there is no such target, ${near === undefined ? `only ${names.join(", ")}` : `did you mean ${near}?`}`;
  }

  #wrongWith(target: ExecutionTarget, placed: PlacedModule, support: SupportedExecution): string | undefined {
    const { scheme } = target;
    const unusable = this.#options.whyUnusable(target);
    if (unusable !== undefined || supports(support, scheme)) return unusable;
    const what = scheme === target.name ? "it" : `its scheme ${scheme}`;
    const inner = placed.plan.inner.get(placed.index);
    const inside = inner &&
      modulesInside(inner, placed.path).find((one) => !supports(moduleSupport(one.plan, one.index), scheme));
    if (inside === undefined) return `the module does not support ${what} (${supportedText(placed)})`;
    const { name } = inside.plan.pipeline.modules[inside.index];
    return `module ${inside.path} (${name}) inside does not support ${what} (${supportedText(inside)})`;
  }

  /** What somebody wants for a module; undefined where it is left to vt. */
  #preferenceOf({ path, plan, index }: PlacedModule): string | undefined {
    const { configuration, only } = this.#options;
    if (only !== undefined) return undefined;
    const preferred = configuration.preferences.get(path) ?? plan.pipeline.modules[index].target;
    return preferred === AUTOMATIC ? undefined : preferred;
  }

  /** Whether the configuration says anything of modules directly inside. */
  #isSaidInside(within: string): boolean {
    const { configuration: { preferences }, only } = this.#options;
    if (only !== undefined) return false;
    return preferences.keys().some((path) => path.slice(0, Math.max(0, path.lastIndexOf(","))) === within);
  }

  #choose(support: SupportedExecution): Place | undefined {
    if (!this.#chosen.has(support)) this.#chosen.set(support, this.#choice(support));
    return this.#chosen.get(support);
  }

  /** Undefined where nothing can be said: it supports nothing, or goes with others only. */
  #choice(support: SupportedExecution): Place | undefined {
    const text = supportText(support);
    if (support.isPortable || text === "") return undefined;
    const { only } = this.#options;
    const target = this.#candidates.find(({ scheme }) => supports(support, scheme));
    if (only === HERE) return { why: "all shall run here" };
    if (only !== undefined) {
      return target === undefined
        ? { why: `it supports only ${text}` }
        : { target, why: "all that can shall go there" };
    }
    if (!support.autoselect) return { why: "it goes only where it is set to" };
    return target === undefined
      ? { why: `no target is configured for what it supports: ${text}` }
      : { target, why: "the first choice of what it supports" };
  }

  #problem({ path, plan, index }: PlacedModule, message: string): void {
    this.problems.push({ module: path, name: plan.pipeline.modules[index].name, message, severity: "error" });
  }
}

/** The option by which a module cannot go with its group: what it says can be kept only where it goes by itself. */
function needsOwnPlace({ policy }: ModuleWithPolicy): string | undefined {
  return (["pool", "resources", "timeout"] as const).find((option) => policy[option] !== undefined);
}

/** Where something inside a group goes that has been told to go somewhere. */
function followed({ target }: Place, support: SupportedExecution): Place | undefined {
  if (target === undefined || support.isPortable || !supports(support, target.scheme)) return undefined;
  return { target, why: "the group that it stands in is to go there" };
}

function supportedText({ plan, index }: PlacedModule): string {
  const text = supportText(moduleSupport(plan, index));
  return text === "" ? whyHere(plan, index) : `only ${text}`;
}
