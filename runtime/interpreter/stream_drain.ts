/** Goes through streams, all in step: in each round every one of them computes its next item, upstream first. */
import type { Waiting } from "./module_run.ts";
import type { Stream } from "./stream.ts";
import { Task, type TaskRunner } from "./task_runner.ts";

/** Runs the streams to their end; they are told how their modules ended, and leave the list. */
export function* drainStreams(streams: Stream[]): Generator<Waiting, void> {
  while (streams.length > 0) {
    for (const stream of [...streams]) yield* advance(stream);
    streams.splice(0, streams.length, ...streams.filter(({ isOver }) => !isOver));
  }
}

function* advance(stream: Stream): Generator<Waiting, void> {
  const { run, parts: { rounds } } = stream;
  try {
    for (let isOver = stream.isUnwanted; !isOver;) {
      const { done = false, value } = rounds.next();
      isOver = done;
      if (value === undefined) continue;
      if ("wait" in value) {
        yield value;
      } else {
        stream.items = value.items ?? {};
        stream.isBroken ||= value.items === undefined;
        return;
      }
    }
    end(stream);
    run.endStreaming();
  } catch (error) {
    end(stream);
    stream.isBroken = true;
    run.fail(error);
  }
}

function end(stream: Stream): void {
  stream.isOver = true;
  stream.items = {};
}

/** Goes through the streams of a whole run. */
export class StreamDrain extends Task {
  readonly #procedure: Generator<Waiting, void>;

  constructor(streams: Stream[]) {
    super();
    this.#procedure = drainStreams(streams);
  }

  run(runner: TaskRunner): void {
    do {
      const { done, value } = this.#procedure.next();
      if (done) return runner.done(this);
      for (const task of value.wait) runner.waitFor(this, task);
    } while (this.waitingFor === 0);
  }
}
