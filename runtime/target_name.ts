/** What targets may be called, and the words that stand in their places. */

/** The preference that says that a module runs in this program. */
export const HERE = "here";

/** The preference that leaves the choice to vt, where something else says otherwise. */
export const AUTOMATIC = "auto";

/** Targets that are there without being configured; a configured one of such a name is of that scheme. */
const BUILT_IN = ["worker", "process"];

const LONGEST = 64;

/** Why a target of this scheme may not have this name; undefined when it may. */
export function wrongWithName(name: string, scheme: string): string | undefined {
  if (name === HERE || name === AUTOMATIC) return `${name} is no name for a target: preferences use the word`;
  if (!/^\p{L}[\p{L}\p{N}._-]*$/u.test(name) || name.length > LONGEST) {
    return `${JSON.stringify(name.slice(0, LONGEST))} is no name for a target: ` +
      `at most ${LONGEST} letters, digits and . _ - are one, a letter first`;
  }
  if (name === scheme || !BUILT_IN.includes(name)) return undefined;
  return `${name} is no name for a target of scheme ${scheme}: it is the name of another scheme`;
}

/** What VisTrails called schemes that are here under other names, and their parameters alike. */
const SCHEMES: ReadonlyMap<string, string> = new Map([["threading", "worker"], ["multiprocessing", "process"]]);
const PARAMETERS: ReadonlyMap<string, string> = new Map([["pool_size", "size"], ["processes", "size"]]);

/** The name of a scheme here. */
export function schemeName(written: string): string {
  return SCHEMES.get(written) ?? written;
}

/** The name of a scheme's parameter here. */
export function parameterName(written: string): string {
  return PARAMETERS.get(written) ?? written;
}
