/** A Job Monitor over a store that vanishes, served for real, with actions that are only written down. */
import { packages } from "../../modules/mod.ts";
import { JobQuestions } from "../../runtime/jobs/job_questions.ts";
import { Registry } from "../../runtime/pipeline/registry.ts";
import { ExecutionIndex } from "../../runtime/record/execution_index.ts";
import { ChangeFeed } from "../../runtime/store/change_feed.ts";
import type { Store } from "../../runtime/store/store.ts";
import { type App, createApp } from "../../web/app.ts";
import { ExecutionReader } from "../../web/data/recorded_execution.ts";
import { formTokenOf, newSession, readSession } from "../../web/safety/session.ts";
import type { MonitorServices } from "../../web/services.ts";
import { temporaryStore } from "./job_records.ts";
import type { RawRequest } from "./raw_http.ts";

/** See the head of the file. */
export interface ServedMonitor extends AsyncDisposable {
  readonly store: Store;
  readonly app: App;
  readonly services: MonitorServices;
  readonly port: number;
  readonly origin: string;
  /** The cookie of a session, as a header has it. */
  readonly cookie: string;
  /** What actions were asked for, in words. */
  readonly asked: string[];
}

/** What lets programs in. */
export const TOKEN = "5ec12e7".padEnd(64, "0");
/** The code of the one link that works, once. */
export const CODE = "c0de";

/** The headers of a program. */
export const BEARER = { authorization: `Bearer ${TOKEN}` };

/** Serves it; `more` replaces services. */
export async function serveMonitor(more: Partial<MonitorServices> = {}): Promise<ServedMonitor> {
  const store = await temporaryStore();
  const stopped = new AbortController();
  const asked: string[] = [];
  const codes = new Set([CODE]);
  const origins = new Set<string>();
  const services: MonitorServices = {
    store,
    index: new ExecutionIndex(store),
    reader: new ExecutionReader(store),
    changes: new ChangeFeed(store, { pollMs: 20 }),
    questions: new JobQuestions(new Registry(packages)),
    mask: (text) => text.replaceAll("hunter2", "***"),
    access: { origins, token: TOKEN, redeem: (code) => codes.delete(code), cookie: "vt-test", isSecure: false },
    isReadOnly: false,
    actions: {
      start: (args) => {
        asked.push(`start ${args.join(" ")}`);
        return Promise.resolve({ kind: "records", execution: "1started" });
      },
      interrupt: (pid) => void asked.push(`interrupt ${pid}`),
      complain: (line) => void asked.push(`complain ${line}`),
    },
    answers: {
      why: () => Promise.resolve("It ran for the first time"),
      targets: () => Promise.resolve({ names: ["auto", "here", "process"], preferences: new Map() }),
      files: [],
    },
    timer: () => ({ isOn: true, isAsking: false, continues: [] }),
    stopped: stopped.signal,
    ...more,
  };
  const app = createApp(services);
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => app.fetch(request));
  const { port } = server.addr;
  const origin = `http://127.0.0.1:${port}`;
  origins.add(origin);
  const cookie = `vt-test=${newSession({ token: TOKEN }, Date.now())}`;
  const dispose = async (): Promise<void> => {
    stopped.abort();
    await server.shutdown();
    store[Symbol.dispose]();
  };
  return { store, app, services, port, origin, cookie, asked, [Symbol.asyncDispose]: dispose };
}

/** A form of a session, as its own page sends it. */
export function formOf(monitor: ServedMonitor, fields: Record<string, string>): RawRequest {
  const session = readSession(monitor.cookie.split("=")[1], { token: TOKEN }, Date.now())!;
  return {
    method: "POST",
    headers: {
      cookie: monitor.cookie,
      origin: monitor.origin,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: String(new URLSearchParams({ form_token: formTokenOf(session, { token: TOKEN }), ...fields })),
  };
}
