/** How jobs are looked after by themselves, for programs. */
import { InputError } from "../../runtime/errors.ts";
import {
  intervalOf,
  intervalText,
  readMonitorSettings,
  writeMonitorSettings,
} from "../../runtime/jobs/monitor_settings.ts";
import type { ApiRoute } from "./route.ts";
import { named } from "./schema.ts";

/** See the head of the file. */
export const TIMER_ROUTES: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/timer",
    summary: "How often jobs are asked after, and what is done now",
    answer: named("TimerState"),
    handle: async (_, { store, timer }) => {
      const { intervalMs, isAutomatic } = await readMonitorSettings(store);
      return { interval: intervalText(intervalMs), isAutomatic, ...timer() };
    },
  },
  {
    method: "put",
    path: "/api/timer",
    summary: "Set how often jobs are asked after, and whether workflows are continued",
    body: named("Timer"),
    answer: named("Timer"),
    handle: async ({ body }, { store }) => {
      const { interval: text, isAutomatic } = body as { interval: string; isAutomatic: boolean };
      const interval = intervalOf(text);
      if (interval === undefined) {
        throw new InputError("interval must be off, or such as 10s, 1m or 1h, a week at most");
      }
      const intervalMs = interval === "off" ? undefined : interval;
      await writeMonitorSettings(store, { intervalMs, isAutomatic });
      return { interval: intervalText(intervalMs), isAutomatic };
    },
  },
];
