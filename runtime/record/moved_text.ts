/** What was moved for a module that was computed on another machine, as people read it. */
import { sizeText } from "../quantity_text.ts";
import type { RemoteExecution } from "./log.ts";

/** `sent 3.4 MB, received 12 kB`; empty where nothing was moved but what goes with each request. */
export function movedText(remote: readonly Pick<RemoteExecution, "annotations">[]): string {
  const sum = (name: string): number =>
    remote.reduce((bytes, { annotations }) => bytes + (Number(annotations[name]) || 0), 0);
  return ["sent", "received"].flatMap((way) => {
    const bytes = sum(`bytes ${way}`);
    return bytes > 0 ? [`${way} ${sizeText(bytes)}`] : [];
  }).join(", ");
}
