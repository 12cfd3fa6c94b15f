/** `vt monitor`: the Job Monitor, a page that shows and steers all that runs over this store. */
import { createApp } from "../web/app.ts";
import { defineCommand, STORE_OPTION } from "./command.ts";
import { Interruption } from "./interruption.ts";
import { readFiles } from "./monitor_answers.ts";
import { openMonitor } from "./monitor_services.ts";
import { readPlace } from "./monitor_place.ts";
import { printLine } from "./terminal.ts";

/** Serves the page. */
export const command = defineCommand({
  name: "monitor",
  summary: "Serves the Job Monitor, a page that shows and steers runs and jobs",
  usage: "[FILE.vt]… [--port NUMBER] [--open] [--read-only]",
  options: {
    port: { type: "string", value: "NUMBER", doc: "8377 unless given; 0 takes one that is free" },
    open: { type: "boolean", doc: "open the page in the browser of this machine" },
    "read-only": { type: "boolean", doc: "show everything, change nothing" },
    store: STORE_OPTION,
  },
  examples: [
    ["vt monitor", "serve the page to this machine; the link that is printed signs a browser in"],
    ["vt monitor --open", "and open it"],
    ["vt monitor gcd.vt", "show the versions of a file, too, before any of them has run"],
    ["vt monitor --read-only --port 9000", "only look"],
  ],
  notes: "The link works once. Runs that the page starts go on when the monitor ends.",
  async run({ operands, options }): Promise<number> {
    using interruption = new Interruption();
    const place = readPlace(options);
    await using monitor = await openMonitor(options, {
      place,
      files: readFiles(operands),
      signal: interruption.signal,
    });
    const app = createApp(monitor.services);
    await using server = Deno.serve({
      hostname: place.hostname,
      port: place.port,
      signal: interruption.signal,
      onListen: () => {},
    }, app.fetch);
    const link = monitor.listens(server.addr.port);
    printLine(link);
    await server.finished;
    return 0;
  },
});
