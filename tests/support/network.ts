/** A network of two: this machine, and a namespace that stands for another one. Linux, and root only. */
import { setTimeout as delay } from "node:timers/promises";

/** See the head of the file. */
export class Network implements AsyncDisposable {
  /** Of the other end. */
  readonly address: string;
  /** Words before a command that is to run at the other end. */
  readonly inside: readonly string[];
  readonly #name: string;

  private constructor(name: string, address: string) {
    this.#name = name;
    this.address = address;
    this.inside = ["ip", "netns", "exec", name];
  }

  /** Throws where that cannot be had here. */
  static async make(): Promise<Network> {
    // What others make on this machine at the same time has another number.
    const number = crypto.getRandomValues(new Uint16Array(1))[0];
    const [name, net] = [`vt${number.toString(16)}`, `10.${200 + (number & 15)}.${number >> 8}`];
    const network = new Network(name, `${net}.2`);
    try {
      await run("ip", "netns", "add", name);
      await run("ip", "link", "add", name, "type", "veth", "peer", "name", "far", "netns", name);
      await run("ip", "address", "add", `${net}.1/30`, "dev", name);
      await run("ip", "link", "set", name, "up");
      await run("ip", "-n", name, "address", "add", `${net}.2/30`, "dev", "far");
      for (const end of ["lo", "far"]) await run("ip", "-n", name, "link", "set", end, "up");
      return network;
    } catch (error) {
      await network[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Nothing crosses any more, and nobody is told. */
  async unplug(): Promise<void> {
    await run("ip", "-n", this.#name, "link", "set", "far", "down");
  }

  async plugIn(): Promise<void> {
    await run("ip", "-n", this.#name, "link", "set", "far", "up");
  }

  /**
   * Makes the line a bad one until that is disposed of: 2 % of what goes there is lost and all is 50 ms late where the
   * kernel has netem; else it is interrupted several times a second, so that both ends send again.
   */
  async worsen(): Promise<AsyncDisposable> {
    const netem = ["dev", this.#name, "root", "netem"];
    try {
      await run("tc", "qdisc", "add", ...netem, "delay", "50ms", "loss", "2%");
      return { [Symbol.asyncDispose]: () => run("tc", "qdisc", "del", ...netem) };
    } catch {
      const stop = new AbortController();
      const interrupted = this.#interrupt(stop.signal);
      return { [Symbol.asyncDispose]: () => (stop.abort(), interrupted) };
    }
  }

  async #interrupt(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.unplug();
      await delay(30);
      await this.plugIn();
      await delay(150);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run("ip", "netns", "delete", this.#name).catch(() => {});
    // Of a namespace that something still runs in, the end that is here stays.
    await run("ip", "link", "delete", this.#name).catch(() => {});
  }
}

/** Whether there can be such a network here. */
export async function canMakeNetwork(): Promise<boolean> {
  try {
    await using _network = await Network.make();
    return true;
  } catch {
    return false;
  }
}

async function run(command: string, ...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args: [...args] }).output();
  if (!success) throw new Error(`${command} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}
