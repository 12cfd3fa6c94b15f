import { equal, ok } from "node:assert/strict";
import { ChangeFeed } from "../../../runtime/store/change_feed.ts";
import { changes, commit, openStore } from "../../../runtime/store/store.ts";
import { temporaryPlace } from "../../support/recorded_run.ts";

Deno.test("listeners hear of commits of whoever, until they are disposed of", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  using other = await openStore(place);
  const feed = new ChangeFeed(store, { pollMs: 5 });
  const heard = Promise.withResolvers<bigint>();
  const silent: bigint[] = [];
  feed.listen((count) => silent.push(count))[Symbol.dispose]();
  using _ = feed.listen(heard.resolve);
  let hasHeard = false;
  void heard.promise.then(() => hasHeard = true);
  while (!hasHeard) {
    await commit(other, (operation) => void operation.set(["n"], 1));
    await new Promise((wake) => setTimeout(wake, 10));
  }
  ok(await heard.promise <= await changes(store));
  equal(silent.length, 0);
});
