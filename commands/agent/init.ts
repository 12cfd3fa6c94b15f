/** `vt agent init`: a token, and an authority that certifies this machine and one caller. */
import { existsSync } from "node:fs";
import { InputError, UsageError } from "../../runtime/errors.ts";
import { type Certified, makeAuthority, makeCertificate } from "../../schemes/agent/doors/certificate.ts";
import { makeNonce } from "../../schemes/agent/identity.ts";
import { makePrivateFolder, writePrivateFile } from "../../schemes/agent/private_file.ts";
import type { AgentArguments } from "../agent.ts";
import { printLine } from "../line/terminal.ts";
import { agentFiles } from "./folder.ts";

/** Makes what is needed; what is there already stays. */
export function init(directory: string, { name: names }: AgentArguments["options"]): number {
  if (names.length === 0) throw new UsageError("Option --name is missing: how callers call this machine");
  for (const name of names) checkName(name);
  const { token, authority, cert, key } = agentFiles(directory);
  const folder = token.slice(0, token.lastIndexOf("/"));
  makePrivateFolder(folder);
  for (const path of [token, authority, cert]) {
    if (existsSync(path)) throw new InputError(`${path} is there already: remove ${folder} to begin anew`);
  }
  const authorityName = `vt agent of ${names[0]}`;
  const made = makeAuthority(authorityName);
  const hosts = [...new Set([...names, "localhost", "127.0.0.1", "::1"])];
  const own = makeCertificate(made, authorityName, { name: names[0], hosts });
  const caller = makeCertificate(made, authorityName, { name: "caller", hosts: [] });
  writePrivateFile(token, `${makeNonce()}\n`);
  write(authority, `${folder}/authority-key.pem`, made);
  write(cert, key, own);
  write(`${folder}/caller.pem`, `${folder}/caller-key.pem`, caller);
  printLine(`Made ${folder}. Start the agent:`);
  printLine(`  vt agent --listen ${names[0]}:7070`);
  printLine(`Copy token and authority.pem to who may call, there mode 600, and add the target:`);
  printLine(`  vt targets add lab --scheme http --host ${names[0]} --port 7070 --token-file token --ca authority.pem`);
  printLine(`To let in only who has caller.pem and caller-key.pem too: --client-ca ${authority}`);
  return 0;
}

function write(certificateFile: string, keyFile: string, { certificate, key }: Certified): void {
  writePrivateFile(certificateFile, certificate);
  writePrivateFile(keyFile, key);
}

function checkName(name: string): void {
  if (/^[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$/.test(name) || /^[0-9a-fA-F:]{2,39}$/.test(name)) return;
  throw new UsageError(`Option --name is ${JSON.stringify(name)}, which is no name of a host`);
}
