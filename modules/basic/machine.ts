/** Machine: tells where it is computed. */
import { defineModule, port, types as t } from "vt";

/** What computes it: the answer differs from target to target. */
export const Machine = defineModule({
  name: "Machine",
  doc: "Tells of the machine that computes it; what it may not know is an empty text.",
  hidden: true,
  cacheable: false,
  parallelizable: { worker: true, process: true, remote: true, autoselect: false },
  inputs: {},
  outputs: { host: port(t.String), system: port(t.String), deno: port(t.String) },
  compute: () => ({
    host: hostName(),
    system: `${Deno.build.os} ${Deno.build.arch}`,
    deno: Deno.version.deno,
  }),
});

function hostName(): string {
  try {
    return Deno.hostname();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return "";
    throw error;
  }
}
