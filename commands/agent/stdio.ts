/** `vt agent --stdio`: leads a caller to the agent of this user, which is started where it does not run. */
import { InputError, messageOf } from "../../runtime/errors.ts";
import { selfCommand } from "../../runtime/self_command.ts";
import { relay } from "../../schemes/agent/doors/relay.ts";
import { connectToAgent } from "../../schemes/agent/doors/socket.ts";
import type { AgentArguments } from "../agent.ts";
import { agentFolder, confinements } from "./folder.ts";

/** Relays until one of both sides ends. */
export async function stdio(directory: string, options: AgentArguments["options"]): Promise<number> {
  const { jobs, idle } = options;
  const given = Object.entries({ jobs, idle }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${value}`]
  );
  const args = ["agent", "--serve", `--store=${directory}`, ...given, ...confinements(options)];
  await relay(await connected(agentFolder(directory, options), args));
  return 0;
}

async function connected(folder: string, args: readonly string[]): Promise<Deno.Conn> {
  try {
    return await connectToAgent(folder, selfCommand(args));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`Cannot reach the agent: ${messageOf(error)}`, { cause: error });
  }
}
