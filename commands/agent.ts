/** `vt agent`: computes on this machine for who calls from another one. Each way is loaded when it is used. */
import { UsageError } from "../runtime/errors.ts";
import { storePlace } from "../runtime/store/store_path.ts";
import type { Arguments } from "./line/arguments.ts";
import { type Command, defineCommand, STORE_OPTION } from "./line/command.ts";

const OPTIONS = {
  stdio: { type: "boolean", doc: "speak through the standard input and output, as ssh wants it" },
  listen: { type: "string", value: "HOST:PORT", doc: "listen for callers; beyond this machine with TLS only" },
  serve: { type: "boolean", doc: "be the agent that --stdio finds; it starts one by itself" },
  jobs: { type: "string", value: "N", doc: "most modules at a time for a caller; as many as cores" },
  idle: { type: "string", value: "TIME", doc: "--stdio: end after so long with nothing to do and to keep, 10m" },
  name: { type: "string", multiple: true, value: "HOST", doc: "init, --listen: how callers call this machine" },
  "token-file": { type: "string", value: "FILE", doc: "--listen: another token than that of vt agent init" },
  cert: { type: "string", value: "FILE", doc: "--listen: another certificate (PEM)" },
  key: { type: "string", value: "FILE", doc: "--listen: the key of that certificate" },
  "client-ca": { type: "string", value: "FILE", doc: "--listen: callers must have a certificate of this authority" },
  confine: { type: "string", value: "DIR", doc: "modules may read and write below DIR alone, and nothing else" },
  "allow-net": { type: "string", value: "HOSTS", doc: "with --confine: hosts that modules may speak to" },
  "allow-env": { type: "string", value: "NAMES", doc: "with --confine: variables that modules may read" },
  "allow-run": { type: "string", value: "PROGRAMS", doc: "with --confine: programs; see below what that means" },
  store: STORE_OPTION,
} as const;

/** What follows `vt agent`. */
export type AgentArguments = Arguments<typeof OPTIONS>;

/** Computes for others. */
export const command: Command = defineCommand({
  name: "agent",
  summary: "Computes on this machine for vt on another one",
  usage: "--stdio [--confine DIR]\n--listen HOST:PORT [--confine DIR]\ninit --name HOST…",
  words: ["init"],
  options: OPTIONS,
  examples: [
    ["vt targets add lab --scheme ssh", "what supports it may go to host lab: nothing else is to be done"],
    ["vt agent init --name lab.example.org", "make a token, and an authority that certifies this machine"],
    ["vt agent --listen lab.example.org:7070", "compute for who has the token and trusts the authority"],
    ["vt agent --listen 127.0.0.1:7070", "only for this machine, for instance at the end of a tunnel"],
    ["vt agent --stdio --confine /data/shared", "as a forced command in authorized_keys"],
  ],
  notes: "Callers send programs: they run with all rights of this user, unless --confine takes them away. What may " +
    "start programs (--allow-run) is not confined any more: a program does what it likes, whatever modules may. What " +
    "modules import from other hosts is fetched only where --allow-net allows all of them. An agent goes on when a " +
    "connection is lost, and keeps what its caller has not heard. --listen always wants the token, which never " +
    "travels; on addresses other than those of this machine alone it also wants TLS.",
  async run({ operands, options }): Promise<number> {
    const [word, ...rest] = operands;
    if (rest.length > 0 || (word !== undefined && word !== "init")) {
      throw new UsageError(`Unknown word ${rest[0] ?? word}: vt agent knows init, and options`);
    }
    const ways = [word, options.listen, options.stdio, options.serve].filter((way) =>
      way !== undefined && way !== false
    );
    if (ways.length !== 1) throw new UsageError("One of --stdio, --listen and init is wanted");
    const { directory } = storePlace(options.store);
    if (word === "init") return (await import("./agent/init.ts")).init(directory, options);
    if (options.stdio) return await (await import("./agent/stdio.ts")).stdio(directory, options);
    return await (await import("./agent/serve.ts")).serve(directory, options);
  },
});
