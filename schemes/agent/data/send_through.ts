/** Messages about bytes, through a line that other things go through too: these wait while much is on its way. */
import type { EncodedValue } from "../../../runtime/store/value_codec.ts";
import type { DataMessage, SendData } from "./messages.ts";

/** Where they go. */
export interface Way {
  send(message: DataMessage, values?: readonly EncodedValue[]): void;
  /** Bytes that wait to be taken. */
  readonly backlog: number;
  /** Resolves when something of it has been taken, or nothing ever will be. */
  drained(): Promise<void>;
  readonly isOver?: boolean;
}

/** Bytes that may wait in a line before others are held back: what is said meanwhile comes soon. */
const MOST_WAITING = 2 ** 20;

/** See the head of the file. */
export function sendThrough(way: Way): SendData {
  return (message, bytes) => {
    if (bytes === undefined) return way.send(message);
    way.send(message, [{ text: "null", attachments: [bytes], paths: [] }]);
    if (way.backlog > MOST_WAITING) return drainedTo(way);
  };
}

async function drainedTo(way: Way): Promise<void> {
  while (!way.isOver && way.backlog > MOST_WAITING) await way.drained();
}
