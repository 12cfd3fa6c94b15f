/**
 * A job between two modules: a command that goes on when vt has ended. The first run writes the numbers, starts the
 * command and is suspended (exit code 75). A later one does not write them again: it asks after the command and, when
 * that is over, reads what it has printed. With `--wait` one run does it all.
 */
import { defineModule, ModuleError, PathValue, port, types as t, workflow } from "vt";
import { ShellJob } from "vt/jobs";

export const WriteNumbers = defineModule({
  name: "WriteNumbers",
  doc: "A file with the squares modulo 1000 of the first whole numbers, one a line.",
  inputs: { count: port(t.Integer) },
  outputs: { file: port(t.File) },
  compute: ({ count }, context) => {
    const path = context.temporaryPath("file", ".txt"); // gone when the run ends: the job works on a copy
    Deno.writeTextFileSync(path, Array.from({ length: count }, (_, i) => `${i ** 2 % 1000}\n`).join(""));
    return { file: new PathValue(path) };
  },
});

export const ReadTable = defineModule({
  name: "ReadTable",
  doc: "Reads lines of a count and a number.",
  inputs: { file: port(t.File) },
  outputs: { number: port(t.Integer), count: port(t.Integer) },
  compute: async ({ file }) => {
    const [first] = (await Deno.readTextFile(file.name)).trim().split("\n");
    const [count, number] = first.trim().split(/\s+/).map(Number);
    if (number === undefined) throw new ModuleError(`Cannot read ${file.name}: it has no lines`);
    return { number, count };
  },
});

export default workflow("most frequent", ({ add, input, output }) => {
  const { file } = add(WriteNumbers, { count: input("count", t.Integer, 10_000) });
  const table = add(ShellJob, {
    command: 'sleep 1; sort -n "$1" | uniq -c | sort -k1,1nr -k2,2n', // it has better things to do first
    files: file,
  }, { label: "count them" });
  const { number, count } = add(ReadTable, { file: table.standard_output });
  output("number", number);
  output("count", count);
});
