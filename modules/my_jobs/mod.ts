/**
 * VisTrails' two jobs for trying out how jobs work: `import { TimedJob } from "vt/my_jobs"`.
 *
 * @module
 */
import { defineJob, definePackage, type Package, port, types as t } from "vt";

/** Over when some seconds have passed. */
export const TimedJob = defineJob({
  name: "TimedJob",
  doc: "A job that takes so many seconds.",
  inputs: { how_long: port(t.Integer, { default: 10, hidden: false, doc: "Seconds; 0 means 10." }) },
  outputs: { finished: port(t.Boolean) },
  readInputs: ({ how_long }) => ({ how_long: how_long || 10 }),
  start: (parameters) => ({ ...parameters, start_time: Date.now() / 1000 }),
  handle: ({ start_time, how_long }) => ({ finished: () => Date.now() / 1000 - start_time > how_long }),
  finish: (parameters) => parameters,
  setResults: () => ({ finished: true }),
  recover: () => undefined, // submitting it is noting the time
});

/**
 * Over when it has been asked so many times. Asking uses it up: `finished` counts down in the parameters that the handle
 * was made from, which the one who asks stores again after each question.
 */
export const SuspendNJob = defineJob({
  name: "SuspendNJob",
  doc: "A job that is over when it has been asked so many times.",
  inputs: { n: port(t.Integer, { default: 1, hidden: false, doc: "Times; 0 means 1." }) },
  outputs: { finished: port(t.Boolean) },
  readInputs: ({ n }) => ({ n: n || 1 }),
  start: (parameters) => parameters,
  handle: (parameters) => ({
    finished: () => {
      if (parameters.n === 0) return true;
      parameters.n--;
      return false;
    },
  }),
  finish: (parameters) => parameters,
  setResults: () => ({ finished: true }),
  recover: () => undefined,
});

/** VisTrails' package of those two modules. */
export const myJobsPackage: Package = definePackage({
  identifier: "org.vistrails.vistrails.myjobs",
  name: "My Jobs",
  version: "0.1.0",
  modules: [TimedJob, SuspendNJob],
});
