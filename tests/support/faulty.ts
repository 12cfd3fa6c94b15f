/** What may go wrong between a caller and an agent, by a seed: cuts in the midst of frames, outages, agents that are killed. */
import type { ComputeManyReply, ComputeManyRequest } from "../../runtime/scheme/compute_request.ts";
import { type ComputeOptions, type ExecutionScheme } from "../../runtime/scheme/execution_scheme.ts";
import { type Connection, connectionPair, type Door, DoorError } from "../../schemes/agent/connection.ts";
import { Agent, type AgentOptions } from "../../schemes/agent/far/agent.ts";
import type { JournalFile } from "../../schemes/agent/far/journal.ts";
import { openFile } from "../../schemes/agent/far/journal.ts";
import { Random } from "../../scripts/fuzz/random.ts";
import { MACHINE } from "./agents.ts";

/** Numbers from 0 up to 1 that a seed decides. */
export function randomOf(seed: number): () => number {
  const random = new Random(seed);
  return () => random.below(2 ** 32) / 2 ** 32;
}

/** How often each `id` was begun, and was computed to its end. */
export interface Ledger {
  readonly begun: Map<number, number>;
  readonly done: Map<number, number>;
}

/** A pool whose modules take the milliseconds of their input `ms`; their output is twice their `id`. */
export class LedgerPool implements ExecutionScheme {
  readonly name = "ledger";
  readonly priority = 0;
  isDead = false;

  constructor(readonly ledger: Ledger) {}

  compute(): never {
    throw new Error("Agents ask for many");
  }

  computeMany({ inputs }: ComputeManyRequest, { signal, observe }: ComputeOptions = {}): Promise<ComputeManyReply> {
    const { promise, resolve, reject } = Promise.withResolvers<ComputeManyReply>();
    const id = Number(inputs.id);
    if (this.isDead) return promise;
    count(this.ledger.begun, id);
    observe?.({ kind: "printed", text: `${id}` });
    const timer = setTimeout(() => {
      if (this.isDead) return;
      count(this.ledger.done, id);
      resolve({ columns: { value: [id * 2] }, others: new Map(), ms: 1 });
    }, Number(inputs.ms));
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      if (!this.isDead) reject(signal.reason);
    });
    return promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

function count(table: Map<number, number>, id: number): void {
  table.set(id, (table.get(id) ?? 0) + 1);
}

/** An agent that may be killed, and is then followed by another one of its folder. */
export class MortalAgent implements AsyncDisposable {
  readonly folder: string = Deno.makeTempDirSync({ prefix: "vt_mortal_" });
  readonly ledger: Ledger = { begun: new Map(), done: new Map() };
  readonly #options: Partial<AgentOptions>;
  /** Of the agent that lives. */
  #life = newLife();
  #isShut = false;
  readonly #dead: Promise<void>[] = [];
  #agent: Agent;

  constructor(options: Partial<AgentOptions> = {}) {
    this.#options = options;
    this.#agent = this.#begin();
  }

  get agent(): Agent {
    return this.#agent;
  }

  /** A way in. */
  connect(): Connection {
    if (this.#isShut) throw new DoorError("shut", true);
    const [near, far] = connectionPair();
    const { life } = { life: this.#life };
    const ice = new TransformStream<Uint8Array, Uint8Array>({
      transform: (piece, controller) => life.isFrozen ? undefined : controller.enqueue(piece),
    });
    this.#life.ways.push(near, far);
    this.#agent.serve({ ...far, readable: far.readable.pipeThrough(ice) });
    return near;
  }

  /** Ends all connections. `forGood`: none is made any more. */
  cut({ forGood = false } = {}): void {
    this.#isShut = forGood;
    for (const way of this.#life.ways.splice(0)) way.close();
  }

  /** As if its process were stopped: it hears and says nothing, and connections stay. */
  freeze(): void {
    this.#life.isFrozen = true;
  }

  /** As if its process were killed: nothing more is done, written or said by it. Another one begins. */
  kill(changed: Partial<AgentOptions> = {}): void {
    this.#life.isDead = true;
    for (const pool of this.#life.pools) pool.isDead = true;
    const { ways, files } = this.#life;
    this.#life = newLife();
    for (const way of ways) way.close();
    for (const file of files) file[Symbol.dispose]();
    // Of the dead one only its timers and folders are left, which the system would have taken.
    this.#dead.push(this.#agent[Symbol.asyncDispose]());
    this.#agent = this.#begin(changed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#dead, this.#agent[Symbol.asyncDispose]()]);
    Deno.removeSync(this.folder, { recursive: true });
  }

  #begin(changed: Partial<AgentOptions> = {}): Agent {
    const life = this.#life;
    return new Agent({
      folder: this.folder,
      jobs: 4,
      machine: MACHINE,
      boot: "first",
      openPool: () => {
        const pool = new LedgerPool(this.ledger);
        life.pools.push(pool);
        return pool;
      },
      ...this.#options,
      ...changed,
      openJournalFile: (path, isNew) => {
        const { openJournalFile = openFile } = this.#options;
        return mortalFile(openJournalFile(path, isNew), life);
      },
    });
  }
}

interface Life {
  isDead: boolean;
  isFrozen: boolean;
  readonly pools: LedgerPool[];
  readonly ways: Connection[];
  readonly files: JournalFile[];
}

function newLife(): Life {
  return { isDead: false, isFrozen: false, pools: [], ways: [], files: [] };
}

function mortalFile(file: JournalFile, life: Life): JournalFile {
  let isOpen = true;
  const mortal: JournalFile = {
    writeSync: (bytes) => life.isDead ? bytes.length : file.writeSync(bytes),
    truncateSync: (length) => life.isDead ? undefined : file.truncateSync(length),
    syncData: () => Promise.resolve(),
    [Symbol.dispose]: () => {
      if (isOpen) file[Symbol.dispose]();
      isOpen = false;
    },
  };
  life.files.push(mortal);
  return mortal;
}

/** A connection that is cut after so many bytes of either direction, in the midst of whatever crosses it then. */
export function cutAfter(connection: Connection, bytesIn: number, bytesOut: number): Connection {
  const cut = (most: number): TransformStream<Uint8Array, Uint8Array> => {
    let left = most;
    return new TransformStream({
      transform: (piece, controller) => {
        controller.enqueue(piece.subarray(0, left));
        left -= piece.length;
        if (left > 0) return;
        connection.close();
        controller.error(new Error("cut"));
      },
    });
  };
  const out = cut(bytesOut);
  out.readable.pipeTo(connection.writable).catch(() => {});
  return {
    readable: connection.readable.pipeThrough(cut(bytesIn)),
    writable: out.writable,
    close: () => connection.close(),
  };
}

/** A connection that stays, but carries nothing any more after so many milliseconds. */
export function deafAfter(connection: Connection, ms: number): Connection {
  let isDeaf = false;
  const timer = setTimeout(() => isDeaf = true, ms);
  const ear = (): TransformStream<Uint8Array, Uint8Array> =>
    new TransformStream({ transform: (piece, controller) => isDeaf ? undefined : controller.enqueue(piece) });
  const out = ear();
  out.readable.pipeTo(connection.writable).catch(() => {});
  return {
    readable: connection.readable.pipeThrough(ear()),
    writable: out.writable,
    close: () => {
      clearTimeout(timer);
      connection.close();
    },
  };
}

/** A door to a mortal agent that is cut, shut and opened by a seed. */
export function faultyDoor(mortal: MortalAgent, random: () => number, isShut: () => boolean = () => false): Door {
  return {
    place: "memory",
    open: () => {
      if (isShut() || random() < 0.2) return Promise.reject(new DoorError("the network is down", true));
      const [bytesIn, bytesOut] = [300 + random() * 12_000, 300 + random() * 12_000].map(Math.round);
      return Promise.resolve(cutAfter(mortal.connect(), bytesIn, bytesOut));
    },
  };
}
