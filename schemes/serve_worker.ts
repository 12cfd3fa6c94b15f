/** The far side of the scheme `worker`. */
import { getHeapStatistics } from "node:v8";
import type { FindWork } from "../runtime/scheme/find_definition.ts";
import { type ClonableValue, cloneCodec } from "./clone_value.ts";
import { markChildren } from "./mark_children.ts";
import type { NearMessage } from "./messages.ts";
import { Server } from "./serve.ts";
import type { Post, WorkerData } from "./worker.ts";

/** Deno has Web Locks, its types do not. */
interface Locks {
  request<T>(name: string, during: () => Promise<T>): Promise<T>;
}

const { locks } = navigator as unknown as { readonly locks: Locks };

/** How often it is asked whether memory ran out. */
const MEMORY_MS = 50;

/**
 * Computes what comes through the port. The lock is held for as long as the worker lives: Deno stops only who holds one,
 * and a module may be told to stop just when it begins.
 */
export function serveWorker({ port, mark }: WorkerData, find: FindWork): void {
  locks.request(`vt ${crypto.randomUUID()}`, () => {
    listen({ port, mark }, find);
    return new Promise(() => {});
  });
}

function listen({ port, mark }: WorkerData, find: FindWork): void {
  const server: Server<ClonableValue, ClonableValue> = new Server({
    codec: cloneCodec,
    find,
    thread: ownThread(),
    begin: markChildren(mark),
    send: (message, value) => {
      // Outputs are given away. An annotation is not: the module goes on with what it annotated.
      const buffers = value !== undefined && message.kind === "answer" ? [...value.buffers] : [];
      port.postMessage([message, [value && { ...value, buffers: [] }]], buffers);
    },
    during: async (batch) => {
      const timer = watchMemory(() => server.outOfMemory());
      await batch();
      clearInterval(timer);
    },
  });
  port.addEventListener("message", (event) => {
    const [message, values]: Post<NearMessage> = (event as MessageEvent).data;
    server.hear(message, values as ClonableValue[]);
  });
  port.start();
}

function ownThread(): number | undefined {
  return Deno.build.os === "linux" ? Number(Deno.readLinkSync("/proc/thread-self").split("/").at(-1)) : undefined;
}

const limit = getHeapStatistics().heap_size_limit;

/**
 * Where a module runs out of memory after it has waited for something, Deno stops what it does, raises the limit so that
 * the worker lives, and tells nobody.
 */
function watchMemory(tell: () => void): ReturnType<typeof setInterval> {
  return setInterval(() => {
    if (getHeapStatistics().heap_size_limit > limit) tell();
  }, MEMORY_MS);
}
