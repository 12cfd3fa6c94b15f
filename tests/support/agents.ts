/** Agents for tests, in this program, and reached through memory. */
import type { Machine } from "../../runtime/record/log.ts";
import { type Connection, connectionPair, type Door } from "../../schemes/agent/connection.ts";
import { Agent, type AgentOptions } from "../../schemes/agent/far/agent.ts";
import { openProcessScheme } from "../../schemes/process.ts";

/** Of all agents of tests. */
export const MACHINE: Machine = { name: "far", os: "linux", architecture: "x86_64", processor: "fake", ram: 8e9 };

const farSide = new URL("../../far_side.ts", import.meta.url);

/** An agent with a folder of its own, which is removed with it. */
export class TestAgent implements AsyncDisposable {
  readonly folder: string;
  readonly agent: Agent;
  readonly #isOwn: boolean;

  constructor({ folder, ...options }: Partial<AgentOptions> = {}) {
    this.#isOwn = folder === undefined;
    this.folder = folder ?? Deno.makeTempDirSync({ prefix: "vt_agent_test_" });
    this.agent = new Agent({
      folder: this.folder,
      jobs: 2,
      machine: MACHINE,
      openPool: ({ jobs, memoryMb }) => openProcessScheme({ farSide, size: jobs, memoryMb }),
      ...options,
    });
  }

  /** A door to it through memory. */
  get door(): Door {
    return memoryDoor(() => this.agent);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.agent[Symbol.asyncDispose]();
    if (this.#isOwn) await Deno.remove(this.folder, { recursive: true }).catch(() => {});
  }
}

/** A door to whichever agent there is. `change`: what happens to the caller's end. */
export function memoryDoor(agent: () => Agent, change = (connection: Connection) => connection): Door {
  return {
    place: "memory",
    open: () => {
      const [near, far] = connectionPair();
      agent().serve(far);
      return Promise.resolve(change(near));
    },
  };
}
