/**
 * Sees to it that a host can run vt: it has one of this version itself, has the program that was brought before, or is
 * brought it now. Nothing is locked: whoever comes second finds what the first has brought, or replaces it by the same.
 */
import { SchemeError } from "../../runtime/scheme/execution_scheme.ts";
import { VERSION } from "../../runtime/version.ts";
import { type HostFacts, readFacts } from "./host_facts.ts";
import { probeScript, UPLOAD_CODES } from "./host_scripts.ts";
import { ownPlatform, platformOf } from "./platform.ts";
import { findProgram, missingProgram, type ProgramFile, type ProgramPlaces, programPlaces } from "./program_file.ts";
import { CONNECTION_FAILED, type RemoteOptions, runRemote } from "./ssh_command.ts";
import type { SshDestination } from "./ssh_words.ts";
import { upload, type Uploaded } from "./upload.ts";

/** How a host is prepared. */
export interface PrepareOptions {
  /** Hears what is done, line by line. */
  readonly tell?: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Where programs are looked for. */
  readonly places?: ProgramPlaces;
}

/** What a host runs. */
export interface PreparedHost {
  readonly facts: HostFacts;
  readonly platform: string;
  /** The program that was brought, now or before; undefined: the host has vt itself. */
  readonly program?: ProgramFile;
  /** Bytes that were sent now. */
  readonly sent: number;
}

/** Uploads that are tried while each comes further than the one before. */
const MOST_UPLOADS = 5;

/** Throws a {@linkcode SchemeError} for a host that cannot be reached or cannot run vt. */
export async function prepareHost(destination: SshDestination, options: PrepareOptions = {}): Promise<PreparedHost> {
  const { tell = () => {}, places = programPlaces() } = options;
  const guess = await findProgram(ownPlatform(), places);
  const facts = await probe(destination, guess, options);
  const found = platformOf(facts);
  if ("wrong" in found) throw new SchemeError(`Cannot run vt at ${destination.host}: ${found.wrong}`);
  const { platform } = found;
  tell(`reached ${facts.name}: ${[platform, facts.libc].filter(Boolean).join(", ")}`);
  if (facts.own === `vt ${VERSION}`) {
    tell(`it has ${facts.own} itself`);
    return { facts, platform, sent: 0 };
  }
  const program = platform === ownPlatform() ? guess : await findProgram(platform, places);
  if (program === undefined) {
    const { message } = missingProgram(platform, places);
    const own = facts.own === "" ? "" : `it has ${facts.own} itself, this is vt ${VERSION}, and `;
    throw new SchemeError(`Cannot bring vt to ${destination.host}: ${own}${message}`);
  }
  const looked = program === guess ? facts : await probe(destination, program, options);
  const sent = await bring({ destination, program, facts: looked }, options);
  return { facts, platform, program, sent };
}

async function probe(
  destination: SshDestination,
  program: ProgramFile | undefined,
  { signal }: RemoteOptions,
): Promise<HostFacts> {
  const { code, stdout, stderr } = await runRemote(destination, probeScript(program?.hash, program?.size), { signal });
  if (code === CONNECTION_FAILED) throw unreachable(destination, stderr);
  const facts = readFacts(stdout);
  if (facts !== undefined) return facts;
  const said = lastLine(stderr) || lastLine(stdout) || `exit code ${code}`;
  throw new SchemeError(`Cannot run commands of a shell at ${destination.host}: ${said}`);
}

interface Bringing {
  readonly destination: SshDestination;
  readonly program: ProgramFile;
  readonly facts: HostFacts;
}

/** Gives how many bytes were sent. */
async function bring({ destination, program, facts }: Bringing, options: PrepareOptions): Promise<number> {
  const { tell = () => {}, signal } = options;
  let [looked, sent, best, wasDamaged] = [facts, 0, -1, false];
  for (let tries = 1;; tries++) {
    if (looked.programs.length > 0) {
      tell(`it has vt ${VERSION} in ${looked.programs[0]}`);
      return sent;
    }
    const part = looked.parts.toSorted((a, b) => b.size - a.size).find(({ size }) => size <= program.size);
    tell(
      part === undefined
        ? `bringing ${program.path}, ${megabytes(program.size)}`
        : `bringing the rest of ${program.path}, ${megabytes(program.size - part.size)} of ${megabytes(program.size)}`,
    );
    const uploaded = await upload(destination, program, { part, signal });
    sent += uploaded.sent;
    if (uploaded.code === 0) {
      for (const line of uploaded.lines) tell(line);
      return sent;
    }
    const cutAt = part?.size ?? 0;
    const goesOn = uploaded.code === UPLOAD_CODES.lost ||
      (uploaded.code === UPLOAD_CODES.damaged
        ? !wasDamaged
        : (uploaded.code === UPLOAD_CODES.short || uploaded.code === CONNECTION_FAILED) && cutAt > best);
    if (!goesOn || tries >= MOST_UPLOADS) throw notBrought(destination, uploaded);
    wasDamaged ||= uploaded.code === UPLOAD_CODES.damaged;
    best = cutAt;
    tell(`interrupted: ${whyNot(uploaded)}; it goes on`);
    looked = await probe(destination, program, { signal });
  }
}

function notBrought({ host }: SshDestination, uploaded: Uploaded): SchemeError {
  return new SchemeError(`Cannot bring vt to ${host}: ${whyNot(uploaded)}`);
}

function whyNot({ code, stdout, stderr }: Uploaded): string {
  const said = lastLine(stderr);
  switch (code) {
    case UPLOAD_CODES.full:
      return `it could not be written (${said || "no reason given"}); make room there, what was written is removed`;
    case UPLOAD_CODES.short:
      return "the transfer was cut";
    case UPLOAD_CODES.damaged:
      return "it arrived damaged, and is removed";
    case UPLOAD_CODES.unusable:
      return `it does not run there: ${stdout.match(/^said (.*)$/m)?.[1] || said || "it ends with an error"}`;
    case UPLOAD_CODES.noPlace:
      return "neither XDG_CACHE_HOME, nor HOME, nor /var/tmp there may be written";
    case UPLOAD_CODES.noHash:
      return "it has neither sha256sum, nor shasum, nor openssl to verify it with";
    case UPLOAD_CODES.lost:
      return "what was there of it has gone";
    case CONNECTION_FAILED:
      return `the connection was lost${said === "" ? "" : ` (${said})`}`;
    default:
      return said || `its shell ended with ${code}`;
  }
}

function unreachable({ host }: SshDestination, stderr: string): SchemeError {
  const why = lastLine(stderr) || "ssh gave no reason";
  return new SchemeError(`Cannot reach ${host}: ${why}; ssh ${host} must work without a question`);
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)!.trim().slice(0, 400);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
