/** `vt agent --listen`, and the agent that `--stdio` leads to. */
import { InputError, UsageError } from "../../runtime/errors.ts";
import { thisMachine } from "../../runtime/record/machine.ts";
import { listenOnSocket } from "../../schemes/agent/doors/socket.ts";
import { Agent } from "../../schemes/agent/far/agent.ts";
import { openProcessScheme, openWorkerScheme, type Permissions } from "../../schemes/mod.ts";
import type { AgentArguments } from "../agent.ts";
import { readInterval } from "../jobs/watch.ts";
import { Interruption } from "../line/interruption.ts";
import { FAR_SIDE } from "../run/far_side_url.ts";
import { agentFolder } from "./folder.ts";

type Options = AgentArguments["options"];

/** Serves until it is told to end; without `--listen`, until it has been idle for long. */
export async function serve(directory: string, options: Options): Promise<number> {
  const idleMs = options.listen === undefined ? readInterval(options.idle ?? "10m") : undefined;
  const folder = agentFolder(directory, options);
  using interruption = new Interruption();
  const { signal } = interruption;
  await using doors = new AsyncDisposableStack();
  const isFirst = await listenOnSocket(() => openAgent(folder, options), folder, {
    idleMs,
    signal,
    listening: async (agent) => {
      if (options.listen === undefined) return;
      const { openDoor } = await import("./listen.ts");
      doors.use(await openDoor(agent, directory, options));
    },
  });
  if (!isFirst && options.listen !== undefined) {
    const other = Deno.readTextFileSync(`${folder}/lock`);
    throw new InputError(`Cannot listen: another agent of ${folder} runs already (process ${other}); end it first`);
  }
  return 0;
}

function openAgent(folder: string, options: Options): Agent {
  const permissions = permissionsOf(folder, options);
  return new Agent({
    folder,
    jobs: readJobs(options.jobs),
    machine: thisMachine(),
    confinedTo: options.confine,
    openPool: ({ scheme, jobs: size, memoryMb }) =>
      scheme === "worker" && permissions === undefined
        ? openWorkerScheme({ farSide: FAR_SIDE, size, memoryMb })
        : openProcessScheme({ farSide: FAR_SIDE, size, memoryMb, permissions }),
  });
}

/** What modules may do; undefined: everything. */
function permissionsOf(folder: string, options: Options): Permissions | undefined {
  const { confine } = options;
  const listed = (name: "allow-net" | "allow-env" | "allow-run"): true | readonly string[] | undefined => {
    const text = options[name];
    if (text !== undefined && confine === undefined) throw new UsageError(`Option --${name} goes with --confine`);
    return text === undefined ? undefined : text === "" ? true : text.split(",");
  };
  const [net, env, run] = (["allow-net", "allow-env", "allow-run"] as const).map(listed);
  if (confine === undefined) return undefined;
  if (Deno.build.standalone) {
    throw new InputError("Cannot confine modules: a compiled vt starts itself with all permissions");
  }
  const place = Deno.realPathSync(confine);
  const given = Object.entries({ net, env, run }).filter(([, what]) => what !== undefined);
  return { read: [place, `${folder}/trees`, `${folder}/data/views`], write: [place], ...Object.fromEntries(given) };
}

function readJobs(text: string | undefined): number {
  if (text === undefined) return navigator.hardwareConcurrency;
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new UsageError(`Option --jobs is ${JSON.stringify(text)}, a whole number of at least 1 wanted`);
}
