/** What `ssh` writes to its standard error: the end of it tells why it ended. */

/** Milliseconds for its last words, once it has ended. */
const WORDS_MS = 200;
/** Characters of it that are kept. */
const MOST_WORDS = 4000;
/** What it says of a connection that it cannot share: then it makes one of its own. */
const UNSHARED = /^(?:mux_client_|ControlSocket ).*\r?\n/gm;

/** See the head of the file. */
export class LastWords {
  /** All of them, once it has ended. */
  readonly all: Promise<string>;
  #text = "";

  constructor({ stderr, status }: Deno.ChildProcess) {
    this.all = this.#read(stderr.getReader(), status);
  }

  get text(): string {
    return this.#text.replaceAll(UNSHARED, "");
  }

  /** A connection that is shared with others may hold the stream open for longer. */
  async #read(reader: ReadableStreamDefaultReader<Uint8Array>, status: Promise<unknown>): Promise<string> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isRead = false;
    status.then(() => isRead || (timer = setTimeout(() => reader.cancel(), WORDS_MS)));
    const decoder = new TextDecoder();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      this.#text = (this.#text + decoder.decode(read.value, { stream: true })).slice(-MOST_WORDS);
    }
    isRead = true;
    clearTimeout(timer);
    return this.text;
  }
}
