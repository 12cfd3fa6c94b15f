/** Sends a program to a host, or what an earlier upload has left to send. */
import { piecesOf } from "../file_pieces.ts";
import { type HostPart } from "./host_facts.ts";
import { uploadScript } from "./host_scripts.ts";
import type { ProgramFile } from "./program_file.ts";
import { type RemoteOutput, runRemote } from "./ssh_command.ts";
import type { SshDestination } from "./ssh_words.ts";

/** How an upload ended: with 0 or one of `UPLOAD_CODES`. */
export interface Uploaded extends RemoteOutput {
  /** Bytes that were given to ssh. */
  readonly sent: number;
  /** What was done, for people. */
  readonly lines: readonly string[];
}

/** How an upload is made. */
export interface UploadOptions {
  /** What is there already. */
  readonly part?: HostPart;
  readonly signal?: AbortSignal;
}

/** See the head of the file. */
export async function upload(
  destination: SshDestination,
  { path, hash, size }: ProgramFile,
  { part, signal }: UploadOptions,
): Promise<Uploaded> {
  const from = part?.size ?? 0;
  const token = crypto.randomUUID();
  const script = uploadScript({ hash, size, token, ...(part && { resumes: { token: part.token, from } }) });
  const began = performance.now();
  let sent = 0;
  const pieces = async function* (): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for await (const piece of piecesOf(path, from)) {
      yield piece;
      sent += piece.length;
    }
  };
  const output = await runRemote(destination, script, { input: pieces(), signal });
  const lines = output.code === 0 ? linesOf(output.stdout, { sent, ms: performance.now() - began }) : [];
  return { ...output, sent, lines };
}

function linesOf(stdout: string, { sent, ms }: { readonly sent: number; readonly ms: number }): string[] {
  const folder = stdout.match(/^brought (.*)$/m)?.[1] ?? "";
  const removed = stdout.match(/^removed /gm)?.length ?? 0;
  return [
    `brought ${(sent / 1e6).toFixed(1)} MB in ${(ms / 1000).toFixed(1)} s to ${folder}; its hash is right, and it runs`,
    ...(removed === 0 ? [] : [`removed ${removed} old ${removed === 1 ? "copy" : "copies"}`]),
  ];
}
