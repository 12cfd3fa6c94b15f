import { equal } from "node:assert/strict";
import { waitHere, waitingProcess } from "../../../runtime/jobs/waiting_process.ts";
import { temporaryStore } from "../../support/job_records.ts";

Deno.test("a process that waits is known until it waits no more", async () => {
  using store = await temporaryStore();
  equal(waitingProcess(store, "1aaaaaaa"), undefined);
  const first = waitHere(store, "1aaaaaaa");
  const second = waitHere(store, "1aaaaaaa");
  equal(waitingProcess(store, "1aaaaaaa"), Deno.pid);
  equal(waitingProcess(store, "1bbbbbbb"), undefined);
  second[Symbol.dispose]();
  equal(waitingProcess(store, "1aaaaaaa"), Deno.pid);
  first[Symbol.dispose]();
  equal(waitingProcess(store, "1aaaaaaa"), undefined);
});
