/** A pool fulfils the contract of every scheme; with one agent, whose far sides are as many as the contract wants. */
import { AgentScheme } from "../../../../schemes/agent/near/agent_scheme.ts";
import { AgentPool } from "../../../../schemes/agent/pool/agent_pool.ts";
import { Member } from "../../../../schemes/agent/pool/member.ts";
import { TestAgent } from "../../../support/agents.ts";
import { contract } from "../../contract.ts";

contract("pool of agents", ({ size }) => {
  const agent = new TestAgent({ jobs: size });
  const scheme = new AgentScheme({ name: "pool", priority: 50, door: agent.door });
  const pool = new AgentPool({ name: "pool", priority: 50, members: [new Member("m", scheme, new Set())] });
  const close = pool[Symbol.asyncDispose].bind(pool);
  return Object.assign(pool, {
    [Symbol.asyncDispose]: async (): Promise<void> => {
      await close();
      await agent[Symbol.asyncDispose]();
    },
  });
}, { isElsewhere: true });
