/** Opens an address in the browser of the person at this machine. */

const OPENERS: Readonly<Record<string, string>> = { darwin: "open", windows: "explorer" };

/** Where there is no browser nothing happens: the address is printed as well. */
export function openInBrowser(address: string): void {
  const program = OPENERS[Deno.build.os] ?? "xdg-open";
  const quiet = { stdin: "null", stdout: "null", stderr: "null" } as const;
  try {
    new Deno.Command(program, { args: [address], ...quiet }).spawn().unref();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
