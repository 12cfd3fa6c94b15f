/**
 * Connections of those who have not proved yet who they are. They have little time, and there are never many: who comes
 * when there are too many takes the place of who came first, so that nobody holds the door for others by doing nothing.
 */
import type { Socket } from "node:net";

const MOST = 64;

type Place = Pick<Socket, "remoteAddress" | "remotePort">;

/** See the head of the file. */
export class Strangers implements Disposable {
  readonly #ms: number;
  /** The first that came first. */
  readonly #waiting = new Map<string, { readonly socket: Socket; readonly timer: ReturnType<typeof setTimeout> }>();

  /** `ms`: how long they have. */
  constructor(ms: number) {
    this.#ms = ms;
  }

  /** Somebody comes. */
  add(socket: Socket): void {
    const name = nameOf(socket);
    this.#waiting.set(name, { socket, timer: setTimeout(() => this.#drop(name), this.#ms) });
    socket.on("close", () => this.isKnown(socket, name));
    if (this.#waiting.size > MOST) this.#drop(this.#waiting.keys().next().value!);
  }

  /** Somebody has gone, or is no stranger any more. `place`: where it calls from, whatever is spoken over it. */
  isKnown(place: Place, name = nameOf(place)): void {
    clearTimeout(this.#waiting.get(name)?.timer);
    this.#waiting.delete(name);
  }

  [Symbol.dispose](): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  #drop(name: string): void {
    const { socket, timer } = this.#waiting.get(name)!;
    clearTimeout(timer);
    this.#waiting.delete(name);
    socket.destroy();
  }
}

function nameOf({ remoteAddress, remotePort }: Place): string {
  return `${remoteAddress} ${remotePort}`;
}
