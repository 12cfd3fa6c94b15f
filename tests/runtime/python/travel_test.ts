import { deepStrictEqual as deepEqual, equal } from "node:assert/strict";
import { holderOf, noteHolder, type Pickle, type PythonHolder } from "../../../runtime/python/held_value.ts";
import { PythonObject } from "../../../runtime/python/python_object.ts";
import { arrived, departing, departingWithout, Traveller } from "../../../runtime/python/travel.ts";
import { Tuple } from "../../../runtime/python/tuple.ts";

/** A host whose pickles are what it is asked for. */
class FakeHost implements PythonHolder {
  hasEnded = false;
  readonly asked: object[] = [];

  pickle(values: readonly object[]): Promise<readonly (Pickle | undefined)[]> {
    this.asked.push(...values);
    if (this.hasEnded) return Promise.resolve(values.map(() => undefined));
    return Promise.resolve(values.map(() => ({ bytes: Uint8Array.of(1) })));
  }

  hold<T extends object>(value: T): T {
    noteHolder(value, this);
    return value;
  }
}

const facts = { type: "set", text: "{1}", repr: "{1}" };
const bytes = Uint8Array.of(1);

Deno.test("departing() gives values without objects as they are, at once", () => {
  const values = { a: [1, "b", new Map([[1, new Tuple([2])]])], o: new PythonObject(facts) };
  equal(departing(values), values);
});

Deno.test("departing() puts travellers in the place of objects, wherever they are, and copies nothing else", async () => {
  const host = new FakeHost();
  const [object, list] = [host.hold(new PythonObject(facts)), host.hold([1, 2])];
  const other = [{ a: 1 }];
  const values = { one: object, all: [object, new Tuple([list]), new Map<unknown, unknown>([["k", object]])], other };
  const departed = await departing(values);
  const [gone, like] = [new Traveller({ facts, bytes }), new Traveller({ like: [1, 2], bytes })];
  deepEqual(departed, { one: gone, all: [gone, new Tuple([like]), new Map<unknown, unknown>([["k", gone]])], other });
  equal(departed.other, other);
  equal(values.one, object);
  deepEqual(host.asked, [object, list]);
});

Deno.test("departing() sends what is inside a kind of list along with it", async () => {
  const host = new FakeHost();
  const inner = host.hold(new PythonObject(facts));
  const departed = await departing({ o: host.hold([inner]) });
  deepEqual(departed.o as unknown, new Traveller({ like: [new Traveller({ facts, bytes })], bytes }));
});

Deno.test("departing() leaves the objects of a host that it is told of, and plain data whose host has ended", async () => {
  const [own, ended, other] = [new FakeHost(), new FakeHost(), new FakeHost()];
  ended.hasEnded = true;
  const [mine, plain] = [own.hold([1]), ended.hold([2])];
  const departed = await departing([mine, plain, other.hold([3])], own);
  equal(departed[0], mine);
  deepEqual(departed[1], [2]);
  deepEqual(departed[2] as unknown, new Traveller({ like: [3], bytes }));
  deepEqual(own.asked, []);
});

Deno.test("what has arrived goes on with the same pickle, and is known to be lost where it has none", async () => {
  const value = arrived({ facts, bytes })!;
  deepEqual(value, new PythonObject(facts));
  deepEqual(await departing([value]), [new Traveller({ facts, bytes })] as unknown[]);
  const [stayed] = departingWithout([value], "so") as unknown as [Traveller];
  const seen = arrived(stayed.parts)!;
  deepEqual([holderOf(value)!.hasEnded, holderOf(seen)!.hasEnded], [false, true]);
  deepEqual(await departing({ seen }), { seen: new Traveller({ facts, whyNot: "so" }) } as unknown);
});
