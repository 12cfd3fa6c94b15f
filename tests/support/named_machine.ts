/** Machines of a name, as far as they can be had on this one: what is started there calls itself so. */

/** Words before a command that is to run on the machine of a name: Linux, and root only. */
export function onMachine(name: string): readonly string[] {
  return ["unshare", "--uts", "sh", "-c", 'echo "$0" >/proc/sys/kernel/hostname && exec "$@"', name];
}

/** Whether machines can have names here. */
export async function canNameMachines(): Promise<boolean> {
  try {
    const [command, ...args] = [...onMachine("vt-named"), "uname", "-n"];
    const { stdout } = await new Deno.Command(command, { args, stderr: "null" }).output();
    return new TextDecoder().decode(stdout) === "vt-named\n";
  } catch {
    return false;
  }
}
