/** Targets as addresses: `ssh://ada@lab:2222`, `https://lab:9000`. */
import { InputError } from "../../runtime/errors.ts";
import type { ExecutionTarget } from "../../runtime/scheme/execution_target.ts";

/** By what an address begins with, the scheme. */
const SCHEMES: ReadonlyMap<string, string> = new Map([["ssh:", "ssh"], ["https:", "http"], ["wss:", "http"]]);

/** Whether somebody means an address. */
export function isAddress(text: string): boolean {
  return text.includes("://");
}

/** The target at an address, called `name`, or like the first part of the host's name. Throws `InputError`. */
export function targetAt(address: string, name: string | undefined): ExecutionTarget {
  const url = URL.parse(address);
  const scheme = url === null ? undefined : SCHEMES.get(url.protocol);
  if (url === null || scheme === undefined) {
    throw refused(address, `one is ssh://user@host:port or https://host:port`);
  }
  const { hostname, port, username, password, pathname, search, hash } = url;
  if (hostname === "") throw refused(address, "it names no host");
  if (password !== "") throw refused(address, "a password in it would be seen by all; ssh knows other ways");
  if (![pathname, search, hash].every((part) => part === "" || part === "/")) {
    throw refused(address, "there is something behind the host");
  }
  if (scheme === "http" && username !== "") throw refused(address, "an agent knows its callers by their tokens");
  const host = decodeURIComponent(hostname).replace(/^\[(.*)\]$/, "$1");
  const parameters = {
    host,
    ...(username !== "" && { user: decodeURIComponent(username) }),
    ...(port !== "" && { port }),
    ...(scheme === "http" && port === "" && { port: "443" }),
  };
  return { name: name ?? nameOf(host), scheme, parameters };
}

function nameOf(host: string): string {
  return /^\d|:/.test(host) ? `host-${host.replaceAll(":", "-")}` : host.split(".")[0];
}

function refused(address: string, why: string): InputError {
  return new InputError(`Cannot add ${JSON.stringify(address.slice(0, 200))}: ${why}`);
}
