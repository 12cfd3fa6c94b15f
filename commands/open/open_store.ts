/** Opens the store that a command was given, and says where it lies when that is not where one would look. */
import { putNotice } from "../../runtime/notify/outbox.ts";
import { closeInterrupted } from "../../runtime/record/execution_log.ts";
import { openExistingStore, openStore, type Store } from "../../runtime/store/store.ts";
import { storePlace } from "../../runtime/store/store_path.ts";
import { complain } from "../line/terminal.ts";

/** Opens the store for writing, and closes the records of runs that were killed. `named` is the value of `--store`. */
export async function storeForWriting(named: string | undefined): Promise<Store> {
  const place = storePlace(named);
  if (place.notice) complain(`vt: ${place.notice}`);
  const store = await openStore(place);
  try {
    await closeKilled(store);
    return store;
  } catch (error) {
    store[Symbol.dispose]();
    throw error;
  }
}

/** Closes the records of runs that were killed, and lets those know who want to. */
export async function closeKilled(store: Store): Promise<void> {
  await closeInterrupted(store, async (operation, exec) => {
    const { noticeOfRecord } = await import("../run/notices.ts");
    await putNotice(store, operation, await noticeOfRecord(store, exec));
  });
}

/** Opens the store for reading; undefined, after a line that says so, where there is none. */
export async function storeForReading(named: string | undefined): Promise<Store | undefined> {
  const place = storePlace(named);
  if (place.notice) complain(`vt: ${place.notice}`);
  const store = await openExistingStore(place);
  if (store === undefined) complain(`vt: There are no executions yet: ${place.directory} holds no store`);
  return store;
}
