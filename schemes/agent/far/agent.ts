/** An agent: computes on the machine that it is on, for callers who come and go. */
import { messageOf } from "../../../runtime/errors.ts";
import type { Machine } from "../../../runtime/record/log.ts";
import type { ExecutionScheme } from "../../../runtime/scheme/execution_scheme.ts";
import type { Connection } from "../connection.ts";
import { BlobFolder } from "../data/blob_folder.ts";
import { KEPT, tidy } from "../data/tidy.ts";
import { type Identity, identityIn } from "../identity.ts";
import { makePrivateFolder } from "../private_file.ts";
import type { Open, PoolWish } from "../protocol.ts";
import { Caller } from "./caller.ts";
import { FileStore } from "./file_store.ts";
import { Journal, type OpenJournalFile, readJournal, type Remembered } from "./journal.ts";
import { Reception } from "./receive.ts";
import { Session } from "./session.ts";

/** What an agent is made with. */
export interface AgentOptions {
  /** What it keeps: its identity, journals, files. Nobody else may look into it. */
  readonly folder: string;
  /** How it computes for a session. */
  readonly openPool: (wish: PoolWish & { readonly jobs: number }) => ExecutionScheme;
  readonly machine: Machine;
  /** Changes when the machine is started anew. */
  readonly boot?: string;
  /** What the machine's clock shows, milliseconds since 1970. */
  readonly now?: () => number;
  /** The most that is computed at a time for a session. */
  readonly jobs: number;
  readonly mostSessions?: number;
  /** Milliseconds that callers have to say who they are. */
  readonly handshakeMs?: number;
  /** The folder that modules may read and write, where temporary files go and jobs keep theirs; undefined: anything. */
  readonly confinedTo?: string;
  readonly openJournalFile?: OpenJournalFile;
}

/** How a caller comes in. */
export interface WayIn {
  /** Who comes this way has to know it. */
  readonly token?: string;
  /** Called when who comes has proved it. */
  readonly known?: () => void;
}

const MOST_SESSIONS = 100;

/** See the head of the file. */
export class Agent implements AsyncDisposable {
  readonly identity: Identity;
  readonly #options: AgentOptions;
  readonly #boot: string;
  readonly #files: FileStore;
  readonly #data: BlobFolder;
  readonly #sessions = new Map<string, Session>();
  /** Sessions of agents before this one whose callers have not come yet. */
  readonly #remembered = new Map<string, Remembered>();
  readonly #expiries = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #callers = new Set<Caller>();
  #idleSince: number | undefined = performance.now();
  #isOver = false;

  /** Throws where its folder cannot be used. */
  constructor(options: AgentOptions) {
    this.#options = options;
    this.#boot = options.boot ?? bootOfThisMachine();
    const { folder } = options;
    for (const path of [folder, `${folder}/journals`]) makePrivateFolder(path);
    this.identity = identityIn(`${folder}/identity.pem`);
    this.#files = new FileStore(folder);
    const { confinedTo } = options;
    const readable = confinedTo === undefined ? undefined : [confinedTo, `${folder}/data/views`];
    this.#data = new BlobFolder(`${folder}/data`, readable);
    this.#tidy();
    this.#remember();
  }

  /** Hears a caller until the connection ends. */
  serve(connection: Connection, { token, known }: WayIn = {}): void {
    const reception = new Reception({ identity: this.identity, token });
    const caller = new Caller(connection, reception, {
      open: (open) => {
        known?.();
        return this.#open(open);
      },
      ended: (caller, left) => {
        this.#callers.delete(caller);
        if (left !== undefined) this.#left(left.id, left.session);
        this.#noteIdle();
      },
    }, this.#options.handshakeMs);
    this.#callers.add(caller);
    this.#noteIdle();
  }

  /** Milliseconds since which nobody is there and nothing is kept; 0 while there is. */
  get idleMs(): number {
    return this.#idleSince === undefined ? 0 : performance.now() - this.#idleSince;
  }

  /** How many callers there are at the moment. */
  get callers(): number {
    return this.#callers.size;
  }

  /** Ends it: what runs is stopped; what was answered and not heard is kept for the next agent of this folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    for (const caller of this.#callers) caller.end("the agent ends");
    for (const timer of this.#expiries.values()) clearTimeout(timer);
    const all = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(all.map((session) => session.leave()));
  }

  /** The session that a caller wants; a text where it cannot be had. */
  #open(open: Open): Session | string {
    const id = open.session;
    const known = this.#sessions.get(id);
    clearTimeout(this.#expiries.get(id));
    if (known !== undefined) return known;
    const { mostSessions = MOST_SESSIONS } = this.#options;
    if (this.#isOver) return "It is about to end";
    if (this.#sessions.size >= mostSessions) return `It has ${mostSessions} sessions, and takes no more`;
    try {
      const session = this.#makeSession(open);
      this.#sessions.set(id, session);
      session.closed.then(() => this.#forget(id));
      return session;
    } catch (error) {
      return `It cannot record what it would do: ${messageOf(error)}`;
    }
  }

  #makeSession({ session: id, pool, keepMs }: Open): Session {
    const { folder, openJournalFile, machine, openPool } = this.#options;
    const remembered = this.#remembered.get(id);
    const first = { kind: "session", id, keepMs } as const;
    const journal = new Journal(`${folder}/journals/${id}`, first, {
      open: openJournalFile,
      length: remembered?.length,
    });
    this.#remembered.delete(id);
    const jobs = Math.min(pool.jobs ?? this.#options.jobs, this.#options.jobs);
    const scheme = openPool({ ...pool, jobs });
    return new Session({
      keepMs,
      scheme,
      journal,
      files: this.#files,
      folder: this.#data,
      temporary: this.#options.confinedTo,
      jobs: `${this.#options.confinedTo ?? this.#options.folder}/jobs`,
      machine,
      boot: this.#boot,
      now: this.#options.now ?? Date.now,
      slots: jobs,
      remembered,
    });
  }

  /** Who stays away for too long is not waited for. */
  #left(id: string, session: Session): void {
    if (this.#isOver || !session.isAway || this.#sessions.get(id) !== session) return;
    clearTimeout(this.#expiries.get(id));
    this.#expiries.set(id, setTimeout(() => void session.close(), session.keepMs));
  }

  #forget(id: string): void {
    this.#sessions.delete(id);
    clearTimeout(this.#expiries.get(id));
    this.#expiries.delete(id);
    this.#noteIdle();
    this.#tidy();
  }

  /** Removes values that nobody uses, where that is due. */
  #tidy(): void {
    try {
      tidy(this.#data, { ...KEPT, isHeld: (hash) => this.#sessions.values().some((session) => session.holds(hash)) });
    } catch {
      // Another time; what is there is no worse than before.
    }
  }

  /** Reads what agents before this one have left. */
  #remember(): void {
    const folder = `${this.#options.folder}/journals`;
    for (const { name } of Deno.readDirSync(folder)) {
      const path = `${folder}/${name}`;
      // What was just being renewed has not taken its place yet.
      const remembered = /^[0-9a-f]{32}$/.test(name) ? readJournal(path) : undefined;
      const keepMs = remembered?.session.keepMs ?? 0;
      // A clock that was set back or forward makes it neither older than new nor younger than it was.
      const age = Math.max(0, Date.now() - (Deno.statSync(path).mtime?.getTime() ?? 0));
      if (remembered === undefined || age >= keepMs) Deno.removeSync(path);
      else {
        this.#remembered.set(name, remembered);
        this.#expiries.set(name, setTimeout(() => this.#forgetRemembered(name, path), keepMs - age));
      }
    }
    this.#noteIdle();
  }

  #forgetRemembered(id: string, path: string): void {
    if (this.#remembered.delete(id)) Deno.remove(path).catch(() => {});
    this.#forget(id);
  }

  #noteIdle(): void {
    const isBusy = this.#callers.size > 0 || this.#sessions.size > 0 || this.#remembered.size > 0;
    this.#idleSince = isBusy ? undefined : this.#idleSince ?? performance.now();
  }
}

/** A text that changes when this machine is started anew; `""` where it does not tell. */
function bootOfThisMachine(): string {
  try {
    return Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();
  } catch {
    return "";
  }
}
