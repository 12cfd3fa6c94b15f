import { deepEqual } from "node:assert/strict";
import { holdsLost, isHeldInPython, noteHolder } from "../../../runtime/python/held_value.ts";
import { Tuple } from "../../../runtime/python/tuple.ts";

Deno.test("holdsLost() finds what is lost, wherever it is", () => {
  const host = { hasEnded: false, pickle: () => Promise.resolve([]) };
  const held = {};
  noteHolder(held, host);
  const around = [held, [[held]], new Tuple([held]), new Map([[held, 1]]), new Map([[1, held]]), { port: held }];
  deepEqual(around.map(holdsLost), around.map(() => false));
  host.hasEnded = true;
  deepEqual(around.map(holdsLost), around.map(() => true));
  const round: unknown[] = [1, "text", null];
  round.push(round);
  deepEqual([holdsLost(round), isHeldInPython(round), isHeldInPython(held)], [false, false, true]);
});
