/** `vt agent`: computes on this machine for who calls from another one. Each way is loaded when it is used. */
import { UsageError } from "../runtime/errors.ts";
import { storePlace } from "../runtime/store/store_path.ts";
import type { Arguments } from "./arguments.ts";
import { type Command, defineCommand, STORE_OPTION } from "./command.ts";

const OPTIONS = {
  stdio: { type: "boolean", doc: "speak through the standard input and output, as ssh wants it" },
  serve: { type: "boolean", doc: "be the agent that --stdio finds; it starts one by itself" },
  jobs: { type: "string", value: "N", doc: "most modules at a time for a caller; as many as cores" },
  idle: { type: "string", value: "TIME", doc: "end after so long with nobody there and nothing kept, 10m" },
  store: STORE_OPTION,
} as const;

/** What follows `vt agent`. */
export type AgentArguments = Arguments<typeof OPTIONS>;

/** Computes for others. */
export const command: Command = defineCommand({
  name: "agent",
  summary: "Computes on this machine for vt on another one",
  usage: "--stdio",
  options: OPTIONS,
  examples: [
    ["ssh lab vt agent --stdio", "what a target of scheme ssh does; nobody types it"],
  ],
  notes: "What vt elsewhere sends is run with all rights of this user. The agent is a program of its own: it goes on " +
    "when a connection is lost, keeps what its caller has not heard, and ends by itself.",
  async run({ operands, options }): Promise<number> {
    if (operands.length > 0) throw new UsageError(`Unknown word ${operands[0]}: vt agent takes options only`);
    if (options.stdio === options.serve) throw new UsageError("One of --stdio and --serve is wanted");
    const folder = `${storePlace(options.store).directory}/agent`;
    if (options.serve) return await (await import("./agent_serve.ts")).serve(folder, options);
    return await (await import("./agent_stdio.ts")).stdio(folder, options);
  },
});
