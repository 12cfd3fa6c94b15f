/** What `vt doctor` finds of secrets and of notices that nobody has got. */
import { InputError } from "../../runtime/errors.ts";
import { deliveriesTo } from "../../runtime/notify/outbox.ts";
import { receivers } from "../../runtime/notify/receiver.ts";
import { openSecrets } from "../../runtime/secrets/secrets.ts";
import { openExistingStore } from "../../runtime/store/store.ts";
import type { StorePlace } from "../../runtime/store/store_path.ts";
import type { Finding } from "../doctor.ts";
import { oneLine } from "../line/terminal.ts";

/** How many secrets there are, and whether they can be read by nobody else. */
export function secretFinding(directory: string): Finding {
  const name = "secrets";
  try {
    const { size } = openSecrets(directory).sources;
    return { name, value: size === 0 ? "none" : `${size}, not encrypted` };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { name, value: "cannot be read", problem: error.message };
  }
}

/** Whether notices could not be delivered. */
export async function noticeFinding(place: StorePlace): Promise<Finding> {
  const name = "notices";
  try {
    using store = await openExistingStore(place);
    const all = store === undefined ? [] : await receivers(store);
    if (store === undefined || all.length === 0) return { name, value: "nobody is notified" };
    let waiting = 0;
    let failure: string | undefined;
    for (const receiver of all) {
      const deliveries = await deliveriesTo(store, receiver);
      waiting += deliveries.length;
      failure ??= deliveries.find(({ error }) => error !== undefined)?.error;
    }
    const value = `${all.length} ${all.length === 1 ? "receiver" : "receivers"}, ${waiting} not delivered`;
    if (failure === undefined) return { name, value };
    return { name, value, problem: `${oneLine(failure, 300)}: vt notify list shows more, vt notify retry sends again` };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { name, value: "unknown", problem: error.message };
  }
}
