/**
 * The workflow of the crash test: 25 modules and 6 jobs, in a group, in a loop and by themselves. Each module and each job
 * appends a line to a ledger when it really runs.
 */
import { defineModule, group, port, types as t, workflow } from "vt";
import { ShellJob } from "vt/jobs";

const MODULES = Deno.env.get("CRASH_MODULES")!;
const JOBS = Deno.env.get("CRASH_JOBS")!;

/** Tells the ledger that it ran. */
export const Up = defineModule({
  name: "Up",
  inputs: { n: port(t.Integer), after: port(t.Variant, { optional: true }) },
  outputs: { value: port(t.String) },
  compute: ({ n }) => {
    Deno.writeTextFileSync(MODULES, `ran up-${n}\n`, { append: true });
    return { value: `up-${n}` };
  },
});

/** What a job is to run: a command that tells the ledger of jobs. */
export const Command = defineModule({
  name: "Command",
  inputs: { name: port(t.String) },
  outputs: { value: port(t.String) },
  compute: ({ name }) => ({ value: `echo ${name} >> '${JOBS}'` }),
});

/** The same for three jobs of a loop. */
export const Commands = defineModule({
  name: "Commands",
  inputs: { name: port(t.String) },
  outputs: { value: port(t.String, { depth: 1 }) },
  compute: ({ name }) => ({ value: [1, 2, 3].map((n) => `echo ${name}-${n} >> '${JOBS}'`) }),
});

const Grouped = group(
  "grouped",
  { inputs: { name: port(t.String) }, outputs: { code: port(t.Integer) } },
  ({ name }, { add }) => ({ code: add(ShellJob, { command: add(Command, { name }).value }).exit_code }),
);

export default workflow("crash", ({ add, output }) => {
  const ups = Array.from({ length: 10 }, (_, n) => add(Up, { n }));
  const alone = [0, 1].map((i) => add(ShellJob, { command: add(Command, { name: ups[i].value }).value }));
  const inside = add(Grouped, { name: ups[2].value });
  const looped = add(ShellJob, { command: add(Commands, { name: ups[3].value }).value });
  const codes = [alone[0].exit_code, alone[1].exit_code, inside.code, looped.exit_code];
  const after = codes.map((code, i) => add(Up, { n: 100 + i, after: code }));
  output("last", after[3].value);
});
