/** What a host told of itself when it was asked; see `probeScript`. */
import type { HostSystem } from "./platform.ts";

/** A host. */
export interface HostFacts extends HostSystem {
  /** What it calls itself. */
  readonly name: string;
  /** What its own vt says of its version; empty where it has none. */
  readonly own: string;
  /** Folders that hold the program that was asked for. */
  readonly programs: readonly string[];
  /** What earlier uploads have left of it. */
  readonly parts: readonly HostPart[];
}

/** A part of a program. */
export interface HostPart {
  /** Bytes. */
  readonly size: number;
  readonly token: string;
}

/** Reads what a probe printed; undefined where it did not come to its end. What shells print around it does not matter. */
export function readFacts(text: string): HostFacts | undefined {
  const lines = text.split("\n").map((line) => line.trimEnd());
  const [from, to] = [lines.indexOf("vt-host"), lines.lastIndexOf("end")];
  if (from < 0 || to < from) return undefined;
  const told = lines.slice(from + 1, to).map((line): [string, string] => {
    const space = line.indexOf(" ");
    return space < 0 ? [line, ""] : [line.slice(0, space), line.slice(space + 1).trim()];
  });
  const one = (name: string): string => told.find(([key]) => key === name)?.[1].slice(0, 200) ?? "";
  return {
    system: one("system"),
    machine: one("machine"),
    libc: one("libc"),
    name: one("name"),
    own: one("own"),
    programs: told.filter(([key]) => key === "has").map(([, folder]) => folder),
    parts: told.filter(([key]) => key === "part").flatMap(([, value]) => {
      const [, size, token] = value.match(/^(\d+) ([A-Za-z0-9._-]+) /) ?? [];
      return token === undefined ? [] : [{ size: Number(size), token }];
    }),
  };
}
