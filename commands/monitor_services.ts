/** Opens all that the page is given. */
import { Registry } from "../runtime/pipeline/registry.ts";
import { JobQuestions } from "../runtime/jobs/job_questions.ts";
import { openSecrets } from "../runtime/secrets/secrets.ts";
import { ChangeFeed } from "../runtime/store/change_feed.ts";
import type { MonitorServices } from "../web/services.ts";
import { loopbackOrigins, type MonitorPlace } from "./monitor_place.ts";
import { OneTimeCodes } from "./monitor_codes.ts";
import { answersOf } from "./monitor_answers.ts";
import { storeForWriting } from "./open_store.ts";

/** See the head of the file. */
export interface Monitor extends AsyncDisposable {
  readonly services: MonitorServices;
  /** Tells the port on which it is served; gives a link that signs one browser in. */
  listens(port: number): string;
}

interface MonitorOptions {
  readonly store: string | undefined;
  readonly "read-only": boolean;
}

/** Opens the store and what asks after jobs. */
export async function openMonitor(
  options: MonitorOptions,
  { files, signal }: { readonly files: readonly string[]; readonly place: MonitorPlace; readonly signal: AbortSignal },
): Promise<Monitor> {
  const { packages } = await import("../modules/mod.ts");
  const store = await storeForWriting(options.store);
  const codes = new OneTimeCodes();
  const origins = new Set<string>();
  const access = { token: randomText(), origins, redeem: codes.redeem, cookie: "vt", isSecure: false };
  const services: MonitorServices = {
    store,
    changes: new ChangeFeed(store),
    questions: new JobQuestions(new Registry(packages), { secrets: openSecrets(store.directory) }),
    access,
    isReadOnly: options["read-only"],
    actions: {
      start: () => Promise.reject(new Error("nothing starts yet")),
      interrupt: () => Promise.reject(new Error("nothing is interrupted yet")),
    },
    answers: answersOf(store, files),
    stopped: signal,
  };
  return {
    services,
    listens: (port) => {
      for (const origin of loopbackOrigins(port)) origins.add(origin);
      access.cookie = `vt-${port}`;
      return `http://127.0.0.1:${port}/enter?code=${codes.make()}`;
    },
    [Symbol.asyncDispose]: () => {
      store[Symbol.dispose]();
      return Promise.resolve();
    },
  };
}

function randomText(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toHex();
}
