/** Server-sent events: `change`, with the store's counter, whenever anyone has written into the store. */
import type { Context } from "hono";
import type { MonitorServices } from "./services.ts";

/** A comment now and then, so that who left is noticed and no proxy thinks that nothing comes any more. */
const ALIVE_MS = 15_000;

/** Events that wait for one reader. */
const MOST_WAITING = 50;

/** See the head of the file. */
export function serveEvents(c: Context, { changes, stopped }: Pick<MonitorServices, "changes" | "stopped">): Response {
  c.header("content-type", "text/event-stream; charset=utf-8");
  c.header("x-accel-buffering", "no");
  if (c.req.method === "HEAD") return c.body(null);
  const encoder = new TextEncoder();
  const resources = new DisposableStack();
  const body = new ReadableStream<Uint8Array>({
    start(controller): void {
      const send = (text: string): void => {
        // Who reads slowly misses events: one that comes later tells the same.
        if (controller.desiredSize! > -MOST_WAITING) controller.enqueue(encoder.encode(text));
      };
      const end = (): void => {
        resources.dispose();
        controller.close();
      };
      send("retry: 1000\n\n");
      resources.use(changes.listen((count) => send(`event: change\ndata: ${count}\n\n`)));
      resources.adopt(setInterval(() => send(": alive\n\n"), ALIVE_MS), clearInterval);
      resources.defer(() => stopped.removeEventListener("abort", end));
      stopped.addEventListener("abort", end);
    },
    cancel: () => resources.dispose(),
  });
  return c.body(body);
}
