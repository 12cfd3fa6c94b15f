/** What a job needs that is done at once: `defineJob({ name, ...JOB_STEPS })`. */
export const JOB_STEPS = {
  inputs: {},
  outputs: {},
  readInputs: () => ({}),
  start: () => ({}),
  handle: () => ({ finished: () => true }),
  finish: () => ({}),
  setResults: () => ({}),
};
