/** The contract over a real sshd, with one agent that outlives its callers. */
import { openSshScheme } from "../../../schemes/agent/open_remote.ts";
import { SSHD, Sshd } from "../../support/sshd.ts";
import { contract } from "../contract.ts";

const sshd = SSHD === undefined ? undefined : await Sshd.start();
sshd?.installVt();
Deno.test.afterAll(async () => await sshd?.[Symbol.asyncDispose]());

contract(
  "ssh",
  ({ size }) => openSshScheme({ host: "one", config: sshd!.config, pool: { scheme: "process", jobs: size } }),
  {
    isElsewhere: true,
    ignore: sshd === undefined,
  },
);
