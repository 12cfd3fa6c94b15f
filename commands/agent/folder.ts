/** Where an agent keeps what is its own. */
import { createHash } from "node:crypto";
import type { AgentArguments } from "../agent.ts";

/**
 * One for each machine, since several may have the same home: the agent of one must not be taken for that of another. One
 * for each way in which modules are confined, since an agent that confines less must not be found in its place.
 */
export function agentFolder(directory: string, options: AgentArguments["options"], host = Deno.hostname()): string {
  const folder = `${directory}/agents/${host.replaceAll(/[^A-Za-z0-9.-]/g, "_").replace(/^\./, "_")}`;
  const { confine } = options;
  if (confine === undefined) return folder;
  const said = [Deno.realPathSync(confine), ...confinements(options)];
  // What comes behind it is no part of a host's name.
  return `${folder}+${createHash("sha256").update(said.join("\n")).digest("hex").slice(0, 12)}`;
}

/** The options that say how modules are confined, as they are given on. */
export function confinements(options: AgentArguments["options"]): readonly string[] {
  return (["confine", "allow-net", "allow-env", "allow-run"] as const).flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [`--${name}=${value}`];
  });
}

/** Where `vt agent init` puts what `--listen` needs. */
export function agentFiles(directory: string): Readonly<Record<"token" | "authority" | "cert" | "key", string>> {
  const folder = `${directory}/agent-door`;
  return {
    token: `${folder}/token`,
    authority: `${folder}/authority.pem`,
    cert: `${folder}/cert.pem`,
    key: `${folder}/key.pem`,
  };
}
