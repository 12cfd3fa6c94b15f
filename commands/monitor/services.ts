/** Opens all that the page is given. */
import { createHash } from "node:crypto";
import { InputError, messageOf } from "../../runtime/errors.ts";
import { ExecutionIndex } from "../../runtime/record/execution_index.ts";
import { openSecrets } from "../../runtime/secrets/secrets.ts";
import { ChangeFeed } from "../../runtime/store/change_feed.ts";
import type { Store } from "../../runtime/store/store.ts";
import { ExecutionReader } from "../../web/data/recorded_execution.ts";
import type { Access } from "../../web/safety/access.ts";
import type { Actions, MonitorServices } from "../../web/services.ts";
import { type JobsSession, sessionOf } from "../jobs/session.ts";
import { complain, masked, oneLine } from "../line/terminal.ts";
import { closeKilled, storeForReading, storeForWriting } from "../open/open_store.ts";
import { openCourier } from "../run/open_courier.ts";
import { answersOf } from "./answers.ts";
import { makeCode, OneTimeCodes } from "./codes.ts";
import { type MonitorPlace, originsOf } from "./place.ts";
import { removeOldOutputs, startVt, whatBecomesOf } from "./runs.ts";
import { JobTimer } from "./timer.ts";
import { noteServing, readToken } from "./token.ts";

/** See the head of the file. */
export interface Monitor extends AsyncDisposable {
  readonly services: MonitorServices;
  /** Aborted by Ctrl-C or termination. */
  readonly signal: AbortSignal;
  /** Tells the port on which it is served; gives a link that signs one browser in. */
  listens(port: number): string;
}

/** What decides about it. */
export interface MonitorOptions {
  readonly store: string | undefined;
  readonly "read-only": boolean;
  /** Absolute paths of files whose versions are shown. */
  readonly files: readonly string[];
}

/** Opens the store and what asks after jobs, and starts the timer. Disposing of it leaves runs going on. */
export async function openMonitor(options: MonitorOptions, place: MonitorPlace): Promise<Monitor> {
  const isReadOnly = options["read-only"];
  await using opening = new AsyncDisposableStack();
  const session = opening.use(await openSession(options));
  const { store, questions } = session;
  const stopped = opening.adopt(new AbortController(), (controller) => controller.abort());
  session.signal.addEventListener("abort", () => stopped.abort());
  const changes = new ChangeFeed(store);
  const timer = isReadOnly ? undefined : startTimer(session, { changes, signal: stopped.signal });
  const access = accessTo(store, place);
  const services: MonitorServices = {
    store,
    index: new ExecutionIndex(store),
    reader: new ExecutionReader(store),
    changes,
    questions,
    mask: (text) => openSecrets(store.directory).mask(text),
    access,
    isReadOnly,
    actions: actionsOn(store, stopped.signal),
    answers: answersOf(store, options.files),
    timer: () => timer?.timer.state() ?? { isOn: false, isAsking: false, continues: [] },
    stopped: stopped.signal,
  };
  const open = opening.move();
  return {
    services,
    signal: session.signal,
    listens: (port) => {
      const [origin, ...others] = originsOf(place, port);
      for (const each of [origin, ...others]) access.origins.add(each);
      open.use(noteServing(store.directory, { port, origin }));
      return linkTo(origin, access.token);
    },
    [Symbol.asyncDispose]: async () => {
      stopped.abort();
      await timer?.ended;
      await open.disposeAsync();
    },
  };
}

/** The origins are known when it is served. */
function accessTo(store: Store, { tls, proxied }: MonitorPlace): Access & { readonly origins: Set<string> } {
  const token = readToken(store.directory);
  return {
    origins: new Set(),
    token,
    redeem: new OneTimeCodes(token, Date.now()).redeem,
    cookie: cookieOf(store),
    isSecure: tls !== undefined || proxied?.startsWith("https:") === true,
  };
}

function actionsOn(store: Store, signal: AbortSignal): Actions {
  return {
    start: (args) => whatBecomesOf(startVt(args, store), store, signal),
    interrupt,
    complain: tell,
  };
}

function interrupt(pid: number): void {
  try {
    Deno.kill(pid, "SIGINT");
  } catch (error) {
    throw new InputError(`Cannot stop process ${pid}: ${messageOf(error)}`, { cause: error });
  }
}

/** A link that signs one browser in, once. */
export function linkTo(origin: string, token: string): string {
  return `${origin}/enter?code=${makeCode(token, Date.now())}`;
}

/** Browsers send cookies to all ports of a machine, so that monitors of several stores need names of their own. */
function cookieOf({ directory }: Store): string {
  return `vt-${createHash("sha256").update(directory).digest("hex").slice(0, 8)}`;
}

async function openSession({ store: named, "read-only": isReadOnly }: MonitorOptions): Promise<JobsSession> {
  if (!isReadOnly) return await sessionOf(await storeForWriting(named), { isApart: true });
  const store = await storeForReading(named);
  if (store !== undefined) return await sessionOf(store, { isApart: true });
  throw new InputError("Cannot show a store that is not there: without --read-only it is made");
}

function startTimer(
  { store, questions }: JobsSession,
  { changes, signal }: { readonly changes: ChangeFeed; readonly signal: AbortSignal },
): { readonly timer: JobTimer; readonly ended: Promise<void> } {
  removeOldOutputs(store.directory, Date.now());
  const courier = openCourier(store, openSecrets(store.directory));
  const timer = new JobTimer({
    store,
    questions,
    changes,
    signal,
    resume: ({ id }) => startVt(["resume", id, "--quiet"], store).ended,
    afterRound: async () => {
      await closeKilled(store);
      courier.start();
    },
    complain: tell,
  });
  return { timer, ended: timer.run().finally(() => courier[Symbol.asyncDispose]()) };
}

function tell(line: string): void {
  complain(`vt: ${oneLine(masked(line), 4000)}`);
}
