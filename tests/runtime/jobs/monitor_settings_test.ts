import { deepEqual, equal } from "node:assert/strict";
import {
  intervalOf,
  intervalText,
  readMonitorSettings,
  writeMonitorSettings,
} from "../../../runtime/jobs/monitor_settings.ts";
import { temporaryStore } from "../../support/job_records.ts";

Deno.test("an interval is read as it is written", () => {
  for (
    const [text, milliseconds] of [["10s", 10_000], ["90s", 90_000], ["1m", 60_000], ["10m", 600_000], [
      "2h",
      7_200_000,
    ]] as const
  ) {
    equal(intervalOf(text), milliseconds);
    equal(intervalText(milliseconds), text);
  }
  equal(intervalOf("45"), 45_000);
  equal(intervalText(3_600_000), "1h");
  for (const off of ["off", "Off", "0"]) equal(intervalOf(off), "off");
  equal(intervalText(undefined), "off");
});

Deno.test("what is no interval is none", () => {
  for (const text of ["", "s", "-1", "1.5m", "1d", "169h", "1e3", "0s", " 10s"]) equal(intervalOf(text), undefined);
});

Deno.test("settings are those of the store; until somebody sets them jobs are asked after once a minute", async () => {
  using store = await temporaryStore();
  deepEqual(await readMonitorSettings(store), { intervalMs: 60_000, isAutomatic: false });
  await writeMonitorSettings(store, { isAutomatic: true });
  deepEqual(await readMonitorSettings(store), { isAutomatic: true });
});
