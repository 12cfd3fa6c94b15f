/** Entities of a crate, as JSON-LD has them. */

/** One of them. What is undefined is left out when it is written. */
export interface Entity {
  readonly "@id": string;
  readonly "@type": string | readonly string[];
  readonly [property: string]: unknown;
}

/** A reference to an entity. */
export function ref(id: string): { readonly "@id": string } {
  return { "@id": id };
}

/** References to several, each once; undefined where there is none. */
export function refs(ids: Iterable<string>): readonly { readonly "@id": string }[] | undefined {
  const all = [...new Set(ids)].map(ref);
  return all.length === 0 ? undefined : all;
}

/** A name inside the crate, of parts that may hold any sign. */
export function localId(...parts: readonly string[]): string {
  return `#${parts.map((part) => encodeURIComponent(part.toWellFormed()).replaceAll("%2C", ",")).join("/")}`;
}

/** A time as the profiles want it: ISO 8601 with an offset in numbers. */
export function timeText(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString().replace("Z", "+00:00");
}
