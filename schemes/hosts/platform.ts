/** What a machine is, as far as it decides which program runs there. */

/** A machine as its own commands describe it. */
export interface HostSystem {
  /** What `uname -s` says. */
  readonly system: string;
  /** What `uname -m` says. */
  readonly machine: string;
  /** Of Linux: `glibc 2.36`, `musl`, or empty where it does not say. */
  readonly libc: string;
}

/** The oldest glibc that Deno's programs run on. */
const OLDEST_GLIBC = [2, 27] as const;

const SYSTEMS: ReadonlyMap<string, string> = new Map([["Linux", "linux"], ["Darwin", "macos"]]);
const MACHINES: ReadonlyMap<string, string> = new Map([
  ["x86_64", "x64"],
  ["amd64", "x64"],
  ["aarch64", "arm64"],
  ["arm64", "arm64"],
]);

/** As executables are called: `linux-x64`; `wrong` says why vt cannot run there. */
export function platformOf(
  { system, machine, libc }: HostSystem,
): { readonly platform: string } | { readonly wrong: string } {
  const [os, architecture] = [SYSTEMS.get(system), MACHINES.get(machine)];
  if (os === undefined) return { wrong: `its system is ${system || "unknown"}; vt runs on Linux and macOS` };
  if (architecture === undefined) {
    return { wrong: `its processor is ${machine || "unknown"}; vt runs on x64 and arm64` };
  }
  if (libc === "musl") return { wrong: "its C library is musl; vt needs glibc" };
  const version = libc.match(/^glibc (\d+)\.(\d+)/)?.slice(1).map(Number);
  if (version !== undefined && isOlder(version)) {
    return { wrong: `it has ${libc}; vt needs glibc ${OLDEST_GLIBC.join(".")} or later` };
  }
  return { platform: `${os}-${architecture}` };
}

function isOlder([major, minor]: readonly number[]): boolean {
  return major < OLDEST_GLIBC[0] || (major === OLDEST_GLIBC[0] && minor < OLDEST_GLIBC[1]);
}

/** The platform of this program. */
export function ownPlatform(): string {
  const os = Deno.build.os === "darwin" ? "macos" : Deno.build.os;
  return `${os}-${Deno.build.arch === "aarch64" ? "arm64" : "x64"}`;
}
