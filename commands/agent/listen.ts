/** `vt agent --listen`: what it needs to let callers in, and whom it lets in. */
import { existsSync } from "node:fs";
import { InputError, messageOf, UsageError } from "../../runtime/errors.ts";
import { isLoopback } from "../../schemes/agent/doors/http.ts";
import { listen, type Listening, type ListenOptions } from "../../schemes/agent/doors/listen.ts";
import type { Agent } from "../../schemes/agent/far/agent.ts";
import { readPrivateFile } from "../../schemes/agent/private_file.ts";
import type { AgentArguments } from "../agent.ts";
import { complain } from "../line/terminal.ts";
import { agentFiles } from "./folder.ts";

type Options = AgentArguments["options"];

/** Opens the door, and says where it is. */
export async function openDoor(agent: Agent, directory: string, options: Options): Promise<Listening> {
  const [host, port] = placeOf(options.listen!);
  const door = await listen(agent, {
    host,
    port,
    token: tokenOf(directory, options),
    tls: tlsOf(directory, host, options),
    names: options.name,
  });
  const how = isLoopback(host) ? "for this machine alone" : "over TLS";
  complain(`vt: Agent ${agent.identity.name} listens on ${host}:${door.port}, ${how}; Ctrl-C ends it`);
  return door;
}

function placeOf(text: string): readonly [host: string, port: number] {
  const [, host, port] = /^(\[[0-9a-fA-F:.]+\]|[^:\s]+):(\d{1,5})$/.exec(text) ?? [];
  if (host !== undefined && Number(port) < 65_536) return [host, Number(port)];
  throw new UsageError(`Option --listen is ${JSON.stringify(text)}, such as 127.0.0.1:7070 wanted`);
}

function tokenOf(directory: string, options: Options): string {
  const file = options["token-file"] ?? agentFiles(directory).token;
  if (options["token-file"] === undefined && !existsSync(file)) {
    throw new InputError("Cannot listen: there is no token; vt agent init makes one");
  }
  return readPrivateFile(file, "the token");
}

function tlsOf(directory: string, host: string, options: Options): ListenOptions["tls"] {
  if ((options.cert === undefined) !== (options.key === undefined)) {
    throw new UsageError("Options --cert and --key go together");
  }
  const made = agentFiles(directory);
  const [cert, key] = options.cert === undefined ? [made.cert, made.key] : [options.cert, options.key!];
  if (options.cert === undefined && !existsSync(cert)) {
    if (isLoopback(host)) return undefined;
    throw new InputError(
      `Cannot listen on ${host}: there is no certificate for TLS; vt agent init --name ${host} makes one`,
    );
  }
  const callers = options["client-ca"];
  return {
    certificate: readFile(cert, "the certificate"),
    key: readPrivateFile(key, "the key"),
    ...(callers !== undefined && { callers: readFile(callers, "the authority") }),
  };
}

function readFile(path: string, what: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw new InputError(`Cannot read ${what} in ${path}: ${messageOf(error)}`);
  }
}
