/** A host of a test's sshd, reached over another line. */
import type { LongLine } from "./long_line.ts";
import type { Sshd } from "./sshd.ts";

/** Writes a configuration of `ssh` into a folder, in which the first host lies at the near end of a line; its path. */
export function configOver({ port }: LongLine, sshd: Sshd, folder: string): string {
  const known = Deno.readTextFileSync(`${sshd.folder}/known`).replaceAll(/:\d+/g, `:${port}`);
  Deno.writeTextFileSync(`${folder}/known`, known);
  const lines = Deno.readTextFileSync(sshd.config).replace(/Port \d+/, `Port ${port}`);
  Deno.writeTextFileSync(`${folder}/config`, `UserKnownHostsFile ${folder}/known\n${lines}`);
  return `${folder}/config`;
}
