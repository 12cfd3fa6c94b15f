/** Which agent of a pool gets what waits: the least loaded, of several the one that has most of the data. */
import type { AgentNeeds, Member } from "./member.ts";

/** What is to be placed. */
export interface ToPlace {
  readonly needs: AgentNeeds;
  /** Milliseconds that one takes, where that is known. */
  readonly ms: number | undefined;
  readonly bytesThere: (member: Member) => number;
}

/** Undefined where there is no room for it now. */
export function chooseMember(members: readonly Member[], { needs, ms, bytesThere }: ToPlace): Member | undefined {
  const free = members.filter((member) => member.whyNever(needs) === undefined && member.room(needs, ms) > 0);
  if (free.length < 2) return free[0];
  const least = Math.min(...free.map(({ load }) => load));
  const idle = free.filter(({ load }) => load === least);
  if (idle.length === 1) return idle[0];
  return idle.map((member) => ({ member, bytes: bytesThere(member) }))
    .reduce((best, one) => one.bytes > best.bytes ? one : best).member;
}
