/** What executables are made for. */

/** A system and an architecture. */
export interface Target {
  /** As Rust and Deno call it. */
  readonly triple: string;
  /** As it stands in the name of the file. */
  readonly name: string;
  /** Whether the first bytes of a program are those of one for it. */
  readonly isProgram: (head: Uint8Array) => boolean;
}

const ELF_MACHINE = { x64: 62, arm64: 183 };
const MACH_O_CPU = { x64: 0x01000007, arm64: 0x0100000c };

/** All of them. */
export const TARGETS: readonly Target[] = [
  { triple: "x86_64-unknown-linux-gnu", name: "linux-x64", isProgram: (head) => isElf(head, ELF_MACHINE.x64) },
  { triple: "aarch64-unknown-linux-gnu", name: "linux-arm64", isProgram: (head) => isElf(head, ELF_MACHINE.arm64) },
  { triple: "x86_64-apple-darwin", name: "macos-x64", isProgram: (head) => isMachO(head, MACH_O_CPU.x64) },
  { triple: "aarch64-apple-darwin", name: "macos-arm64", isProgram: (head) => isMachO(head, MACH_O_CPU.arm64) },
  { triple: "x86_64-pc-windows-msvc", name: "windows-x64", isProgram: isWindowsProgram },
];

/** The target of this machine. */
export function thisTarget(): Target {
  return findTarget(Deno.build.target);
}

/** By either name. Throws where there is none. */
export function findTarget(name: string): Target {
  const found = TARGETS.find((target) => target.triple === name || target.name === name);
  if (found !== undefined) return found;
  throw new Error(`Cannot compile for ${name}: name one of ${TARGETS.map((target) => target.name).join(", ")}`);
}

/** Throws where the file is no program for the target. */
export function checkProgram(path: string, target: Target): void {
  using file = Deno.openSync(path);
  const head = new Uint8Array(64);
  file.readSync(head);
  if (!target.isProgram(head)) throw new Error(`${path} is no program for ${target.name}`);
}

function isElf(head: Uint8Array, machine: number): boolean {
  const view = new DataView(head.buffer);
  return view.getUint32(0) === 0x7f454c46 && view.getUint16(18, true) === machine;
}

function isMachO(head: Uint8Array, cpu: number): boolean {
  const view = new DataView(head.buffer);
  return view.getUint32(0, true) === 0xfeedfacf && view.getUint32(4, true) === cpu;
}

function isWindowsProgram(head: Uint8Array): boolean {
  return head[0] === 0x4d && head[1] === 0x5a;
}
