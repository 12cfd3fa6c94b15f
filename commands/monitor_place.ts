/** Where the monitor is served, and under which names it answers. */
import { UsageError } from "../runtime/errors.ts";

/** See the head of the file. */
export interface MonitorPlace {
  readonly hostname: string;
  /** 0: one that is free. */
  readonly port: number;
}

const PORT = 8377;

/** Reads the options that say where. */
export function readPlace({ port = String(PORT) }: { readonly port: string | undefined }): MonitorPlace {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new UsageError(`Option --port must be a number up to 65535: it is ${JSON.stringify(port)}`);
  }
  return { hostname: "127.0.0.1", port: Number(port) };
}

/** The origins of a page that is served to this machine alone. */
export function loopbackOrigins(port: number): ReadonlySet<string> {
  return new Set(["127.0.0.1", "localhost", "[::1]"].map((name) => `http://${name}:${port}`));
}
