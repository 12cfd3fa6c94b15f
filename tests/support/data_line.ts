/** Two ends of a line in memory, through which bytes are moved by their hashes; it may be cut and mended. */
import { BlobFolder } from "../../schemes/agent/data/blob_folder.ts";
import { DataEnd } from "../../schemes/agent/data/data_end.ts";
import type { DataMessage, SendData } from "../../schemes/agent/data/messages.ts";
import { NearData } from "../../schemes/agent/data/near_data.ts";
import { removeFolder } from "./remove_folder.ts";

/** See the head of the file. Both sides have folders of their own, which go with it. */
export class DataLine implements Disposable {
  readonly directory: string = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "vt_data_line_" }));
  readonly near: NearData;
  readonly far: DataEnd;
  readonly farFolder: BlobFolder;
  /** Bytes that have gone to the far side, and have come from there. */
  readonly moved = { out: 0, back: 0 };
  /** The kinds of what was said, in order. */
  readonly said: string[] = [];
  /** Called for each piece on its way; true: the line is cut before it arrives. */
  cuts: (message: DataMessage) => boolean = () => false;
  #number = 0;
  readonly #flying = new Set<ReturnType<typeof setTimeout>>();

  constructor(id = "agent") {
    this.near = new NearData(new BlobFolder(`${this.directory}/near`));
    this.near.id = id;
    this.farFolder = new BlobFolder(`${this.directory}/far`);
    this.far = new DataEnd(this.farFolder, this.farFolder);
    this.connect();
  }

  /** A line, in the place of one that is over. */
  connect(): void {
    const line = ++this.#number;
    const carrying = (to: DataEnd, count: (bytes: number) => void): SendData => (message, bytes) => {
      this.said.push(message.kind);
      const timer = setTimeout(() => {
        this.#flying.delete(timer);
        if (line !== this.#number) return;
        if (this.cuts(message)) return this.cut();
        count(bytes?.length ?? 0);
        to.hear(message, bytes);
      });
      this.#flying.add(timer);
    };
    this.near.end.connect(carrying(this.far, (bytes) => this.moved.out += bytes));
    this.far.connect(carrying(this.near.end, (bytes) => this.moved.back += bytes));
  }

  cut(): void {
    this.#number++;
    this.near.end.disconnect();
    this.far.disconnect();
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    while (this.#flying.size > 0) await new Promise((resolve) => setTimeout(resolve));
  }

  [Symbol.dispose](): void {
    for (const timer of this.#flying) clearTimeout(timer);
    removeFolder(this.directory);
  }
}
