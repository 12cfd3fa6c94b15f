/** Modules for tests of the interpreter; some say what they do in `told`. */
import { ModuleError } from "../../runtime/errors.ts";
import { defineModule, port, types as t } from "../../runtime/mod.ts";

/** What the modules below did, in order; each test empties it. */
export const told: string[] = [];

/** Promises that `Later` modules wait for, resolved by the test. */
export const later = new Map<string, PromiseWithResolvers<number>>();

export const Number_ = defineModule({
  name: "Number",
  inputs: { value: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  compute: ({ value }) => {
    told.push(`Number ${value}`);
    return { value };
  },
});

export const Plus = defineModule({
  name: "Plus",
  inputs: { a: port(t.Integer), b: port(t.Integer, { default: 1 }) },
  outputs: { value: port(t.Integer) },
  compute: ({ a, b }) => {
    told.push(`Plus ${a} ${b}`);
    return { value: a + b };
  },
});

export const Join = defineModule({
  name: "Join",
  inputs: { a: port(t.String), b: port(t.String), c: port(t.String, { default: "" }) },
  outputs: { value: port(t.String) },
  compute: ({ a, b, c }) => ({ value: `${a}${b}${c}` }),
});

export const Numbers = defineModule({
  name: "Numbers",
  inputs: { value: port(t.List) },
  outputs: { value: port(t.Integer, { depth: 1 }) },
  compute: ({ value }) => ({ value: value as number[] }),
});

export const Texts = defineModule({
  name: "Texts",
  inputs: { value: port(t.List) },
  outputs: { value: port(t.String, { depth: 1 }), nested: port(t.String, { depth: 2 }) },
  compute: ({ value }) => ({ value: value as string[], nested: value as string[][] }),
});

export const Total = defineModule({
  name: "Total",
  inputs: { list: port(t.List) },
  outputs: { value: port(t.Integer) },
  compute: ({ list }) => ({ value: (list as number[]).reduce((sum, n) => sum + n, 0) }),
});

export const Says = defineModule({
  name: "Says",
  inputs: { a: port(t.Integer) },
  outputs: {},
  compute: (_inputs, { print, log, annotate, progress, valuesOn }) => {
    print("printed");
    log("logged");
    annotate("all", valuesOn("a"));
    progress(0.5);
    return {};
  },
});

export const Fails = defineModule({
  name: "Fails",
  inputs: { a: port(t.Integer, { optional: true }) },
  outputs: { value: port(t.Integer) },
  compute: () => {
    throw new ModuleError("it cannot");
  },
});

export const Aborts = defineModule({
  name: "Aborts",
  inputs: {},
  outputs: { value: port(t.Integer) },
  compute: () => {
    throw new ModuleError("stop everything", { abort: true });
  },
});

export const Throws = defineModule({
  name: "Throws",
  inputs: {},
  outputs: { value: port(t.Integer) },
  compute: () => {
    throw new RangeError("out of it");
  },
});

export const Wrong = defineModule({
  name: "Wrong",
  inputs: {},
  outputs: { value: port(t.Integer) },
  compute: () => ({ value: 1, other: 2 }),
});

export const Effect = defineModule({
  name: "Effect",
  cacheable: false,
  inputs: { a: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  compute: ({ a }) => {
    told.push(`Effect ${a}`);
    return { value: a };
  },
});

/** An effect that may be left out the next time, where `when` is `a`. */
export const Once = defineModule({
  name: "Once",
  cacheable: false,
  inputs: { a: port(t.Integer), when: port(t.Integer, { optional: true }) },
  outputs: { value: port(t.Integer) },
  compute: ({ a, when = a }, context) => {
    told.push(`Once ${a}`);
    if (when === a) context.cacheThis();
    return { value: a };
  },
});

export const Later = defineModule({
  name: "Later",
  inputs: { name: port(t.String), a: port(t.Integer, { optional: true }) },
  outputs: { value: port(t.Integer) },
  compute: async ({ name }, { signal }) => {
    told.push(`start ${name}`);
    const made = Promise.withResolvers<number>();
    later.set(name, made);
    signal.addEventListener("abort", () => made.reject(new Error("aborted")));
    const value = await made.promise;
    told.push(`end ${name}`);
    return { value };
  },
});

export const Elsewhere = defineModule({
  name: "Elsewhere",
  parallelizable: { worker: true },
  inputs: { a: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  compute: ({ a }) => {
    told.push(`Elsewhere ${a}`);
    return { value: a };
  },
});

/** By the names that pipelines in text use. */
export const testModules = {
  Number: Number_,
  Plus,
  Join,
  Numbers,
  Texts,
  Total,
  Says,
  Fails,
  Aborts,
  Throws,
  Wrong,
  Effect,
  Once,
  Later,
  Elsewhere,
};
