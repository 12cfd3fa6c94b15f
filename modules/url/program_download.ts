/** Downloads by programs of the system: scp, and curl for FTP. */
import { type ComputeContext, ModuleError, python } from "vt";
import { downloadLimit, replaceWhole } from "./download_cache.ts";
import { unquotePlus } from "./percent.ts";

const SSH = /^ssh:\/\/([\w/+.-]+)(?::([^@]+))?@([\w.-]+)(?::(\d+))?(\/.+)$/s;
const SCP = /^scp:\/\/(?:([\w/+.-]+)@)?([\w.-]+):(.+)$/s;

/** What scp is to copy. */
export interface ScpSource {
  /** `user@host:path` */
  readonly source: string;
  readonly port?: string;
  readonly password?: string;
}

/** `ssh://user[:password]@host[:port]/path`, in which password and path are URL-encoded, or `scp://[user@]host:path`. */
export function scpSource(url: string): ScpSource {
  const ssh = SSH.exec(url);
  const scp = SCP.exec(url);
  const [user, host] = ssh ? [ssh[1], ssh[3]] : [scp?.[1], scp?.[2]];
  // scp takes what begins with a dash for an option.
  if (host === undefined || host.startsWith("-") || user?.startsWith("-")) {
    throw new ModuleError(`SSH error: invalid URL ${python.repr(url)}`);
  }
  const path = ssh ? python.str(unquotePlus(ssh[5])) : scp![3];
  return {
    source: `${user === undefined ? "" : `${user}@`}${host}:${path}`,
    ...(ssh?.[4] ? { port: ssh[4] } : {}),
    ...(ssh?.[2] ? { password: python.str(unquotePlus(ssh[2])) } : {}),
  };
}

/** Copies the file with scp, always anew; hosts must be known to it. */
export async function downloadScp(url: string, path: string, context: ComputeContext): Promise<void> {
  const { source, port, password } = scpSource(url);
  const options = [
    "-q",
    ...(port === undefined ? [] : ["-P", port]),
    "-o",
    password === undefined ? "BatchMode=yes" : "NumberOfPasswordPrompts=1",
  ];
  const env = password === undefined ? {} : passwordAsked(password, context);
  await replaceWhole(
    path,
    (part) => run("scp", { args: [...options, "--", source, part], env, signal: context.signal, what: "SSH error" }),
  );
}

/** ssh asks a program for the password: one that writes what it finds in its environment. */
function passwordAsked(password: string, context: ComputeContext): Readonly<Record<string, string>> {
  const program = context.temporaryPath("file");
  Deno.writeTextFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$VT_SSH_PASSWORD"\n`);
  Deno.chmodSync(program, 0o700);
  return { SSH_ASKPASS: program, SSH_ASKPASS_REQUIRE: "force", VT_SSH_PASSWORD: password };
}

/** Downloads with curl, always anew. */
export async function downloadFtp(url: string, path: string, context: ComputeContext): Promise<void> {
  const limit = String(Math.floor(downloadLimit()));
  const options = ["--fail", "--silent", "--show-error", "--globoff", "--proto", "=ftp,ftps", "--max-filesize", limit];
  await replaceWhole(path, (part) =>
    run("curl", {
      args: [...options, "--output", part, "--url", url],
      env: {},
      signal: context.signal,
      what: "Network error",
    }));
}

interface RunOptions {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** What an error begins with. */
  readonly what: string;
}

async function run(program: string, { args, env, signal, what }: RunOptions): Promise<void> {
  let output: Deno.CommandOutput;
  try {
    const command = new Deno.Command(program, { args: [...args], env, signal, stdin: "null", stdout: "null" });
    output = await command.output();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new ModuleError(`${what}: program ${program} is not there`, { cause: error });
  }
  signal.throwIfAborted();
  const said = new TextDecoder().decode(output.stderr).trim().replaceAll(/\s*\n\s*/g, "; ");
  if (!output.success) throw new ModuleError(`${what}: ${said || `${program} ended with code ${output.code}`}`);
}
