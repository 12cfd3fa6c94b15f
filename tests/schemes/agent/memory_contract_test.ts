import { AgentScheme } from "../../../schemes/agent/near/agent_scheme.ts";
import { TestAgent } from "../../support/agents.ts";
import { contract } from "../contract.ts";

contract("agent", ({ size }) => {
  const here = new TestAgent({ jobs: size });
  const scheme = new AgentScheme({ name: "ssh", priority: 50, door: here.door });
  const close = scheme[Symbol.asyncDispose].bind(scheme);
  return Object.assign(scheme, {
    [Symbol.asyncDispose]: async (): Promise<void> => {
      await close();
      await here[Symbol.asyncDispose]();
    },
  });
}, { isElsewhere: true });
