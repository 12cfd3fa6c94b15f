/** The far side of the schemes that speak in frames through pipes. */
import { machineIfTold } from "../runtime/record/machine.ts";
import type { FindWork } from "../runtime/scheme/find_definition.ts";
import type { EncodedValue } from "../runtime/store/value_codec.ts";
import { frameBytes, frameCodec, type FramedValue, FrameReader } from "./frames.ts";
import { markChildren } from "./mark_children.ts";
import type { NearMessage } from "./messages.ts";
import { Server } from "./serve.ts";

interface Pipes {
  readonly input: Pick<Deno.FsFile, "read" | "readSync">;
  readonly output: Pick<Deno.FsFile, "writeSync">;
}

/** What a pipe holds at most, as a rule. */
const PIPE_BYTES = 65_536;

/** Computes what comes through the pipes until they end. `args`: the last ones of `farSideCommand`. */
export async function serveProcess([pipes, mark]: readonly string[], find: FindWork): Promise<void> {
  const { input, output } = pipes === "aside" ? openAside() : takeStandard();
  const server: Server<EncodedValue, FramedValue> = new Server({
    codec: frameCodec,
    find,
    machine: machineIfTold(),
    // Written at once: what a module has said, and what is done, is known even when it never yields or crashes.
    send: (message, value) => {
      for (const bytes of frameBytes(message, value === undefined ? [] : [value])) writeAll(output, bytes);
    },
    during: (batch) => batch(),
    begin: markChildren(mark),
  });
  const frames = new FrameReader();
  const piece = new Uint8Array(PIPE_BYTES);
  for (let read = await input.read(piece); read !== null;) {
    for (const { message, values } of frames.take(piece.subarray(0, read))) server.hear(message as NearMessage, values);
    // The rest of a value is on its way: waiting for each part of it would take longer than the part.
    read = frames.isFilling ? input.readSync(piece) : await input.read(piece);
  }
  Deno.exit(0); // whoever asked has gone
}

function openAside(): Pipes {
  return { input: Deno.openSync("/dev/fd/4"), output: Deno.openSync("/dev/fd/3", { write: true }) };
}

/** Modules that write to the standard output write to the standard error instead. */
function takeStandard(): Pipes {
  const output = Deno.stdout;
  Object.defineProperty(Deno, "stdout", { value: Deno.stderr });
  return { input: Deno.stdin, output };
}

function writeAll(output: Pipes["output"], bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += output.writeSync(bytes.subarray(at));
}
