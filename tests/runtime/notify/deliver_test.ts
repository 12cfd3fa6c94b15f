import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { Courier } from "../../../runtime/notify/courier.ts";
import { deliver, type DeliverOptions, type Sent } from "../../../runtime/notify/deliver.ts";
import type { Notice } from "../../../runtime/notify/notice.ts";
import { deliveriesTo, putNotice, removeReceiver } from "../../../runtime/notify/outbox.ts";
import { signature } from "../../../runtime/notify/post.ts";
import { addReceiver, type Receiver, type WebhookTarget } from "../../../runtime/notify/receiver.ts";
import { lockReceiver } from "../../../runtime/notify/receiver_lock.ts";
import { commit, type Store } from "../../../runtime/store/store.ts";
import { temporaryStore } from "../../support/job_records.ts";
import { NoticeReceiver } from "../../support/notice_receiver.ts";

const ALL = ["resume", "suspend", "failure", "finish"] as const;

function notice(execution: string, more: Partial<Notice> = {}): Notice {
  return {
    event: "finish",
    text: "it is done",
    workflow: { file: "/data/sum.ts", name: "sum" },
    execution,
    state: "completed",
    counts: { total: 1, completed: 1 },
    errors: [],
    startedAt: "2026-01-01T00:00:00.000Z",
    slowest: [],
    waitsFor: [],
    waitsForCount: 0,
    host: "here",
    user: "ada",
    ...more,
  };
}

async function put(store: Store, ...notices: readonly Notice[]): Promise<void> {
  for (const one of notices) await commit(store, (operation) => putNotice(store, operation, one));
}

function webhook(store: Store, url: string, more: Partial<WebhookTarget> & Partial<Receiver> = {}): Promise<Receiver> {
  const { on = ALL, file, headers = [], signedWith } = more;
  return addReceiver(store, { on, ...(file && { file }), target: { kind: "webhook", url, headers, signedWith } });
}

/** What was sent, as `execution` or `execution: why not`. */
async function sendAll(store: Store, more: Partial<DeliverOptions> = {}): Promise<string[]> {
  const sent: string[] = [];
  const observe = ({ delivery, error }: Sent): void => {
    sent.push(delivery.notice.execution + (error === undefined ? "" : `: ${error}`));
  };
  const { signal } = new AbortController();
  const secret = (name: string): string => `value of ${name}`;
  await deliver(store, { signal, observe, secret, mask: (text) => text, ...more });
  return sent;
}

Deno.test("deliver() posts each notice with its key, headers and signature, once", async () => {
  using store = await temporaryStore();
  await using at = new NoticeReceiver();
  await webhook(store, at.url, { headers: [["Authorization", "Bearer ${secret:T}"]], signedWith: "KEY" });
  await put(store, notice("a"), notice("b"));
  deepEqual(await sendAll(store), ["a", "b"]);
  deepEqual(await sendAll(store), []);
  const [{ headers, body }, second] = at.posted;
  equal(at.posted.length, 2);
  equal(JSON.parse(body).execution, "a");
  equal(headers.get("authorization"), "Bearer value of T");
  equal(headers.get("vt-signature"), signature(body, "value of KEY"));
  equal(headers.get("content-type"), "application/json");
  match(headers.get("idempotency-key")!, /^vt-[0-9a-f]{24}$/);
  equal(headers.get("idempotency-key") === second.headers.get("idempotency-key"), false);
});

Deno.test("signature() is what receivers compute", () => {
  // RFC 4231, test case 2.
  const digest = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  equal(signature("what do ya want for nothing?", "Jefe"), `sha256=${digest}`);
});

Deno.test("putNotice() tells those alone who want to hear of it", async () => {
  using store = await temporaryStore();
  const failures = await webhook(store, "http://127.0.0.1:1/", { on: ["failure"] });
  const other = await webhook(store, "http://127.0.0.1:1/", { file: "/data/other.ts" });
  const all = await webhook(store, "http://127.0.0.1:1/");
  await put(store, notice("a"), notice("b", { event: "failure" }));
  const waiting = async (receiver: Receiver): Promise<string[]> =>
    (await deliveriesTo(store, receiver)).map(({ notice }) => notice.execution);
  deepEqual([await waiting(failures), await waiting(other), await waiting(all)], [["b"], [], ["a", "b"]]);
  equal(await removeReceiver(store, all), 2);
  deepEqual(await waiting(all), []);
});

Deno.test("a notice that is not taken waits longer each time, and is sent again with the same key", async () => {
  using store = await temporaryStore();
  await using at = new NoticeReceiver();
  const receiver = await webhook(store, at.url);
  await put(store, notice("a"));
  at.answer = () => new Response("no room", { status: 503 });
  for (let i = 0; i < 15; i++) {
    const before = Date.now();
    deepEqual(await sendAll(store, { isForced: true }), [`a: ${at.url} answered 503: no room`]);
    const [{ dueAt, attempts }] = await deliveriesTo(store, receiver);
    equal(attempts, i + 1);
    const pause = Math.min(15_000 * 2 ** i, 86_400_000);
    equal(before + pause <= dueAt && dueAt <= Date.now() + pause, true);
  }
  deepEqual(await sendAll(store), []);
  at.answer = () => new Response(null);
  deepEqual(await sendAll(store, { isForced: true }), ["a"]);
  equal(new Set(at.posted.map(({ headers }) => headers.get("idempotency-key"))).size, 1);
});

Deno.test("a notice that is refused keeps no other back; a receiver that is gone is not asked again and again", async () => {
  using store = await temporaryStore();
  await using at = new NoticeReceiver();
  await webhook(store, at.url);
  await put(store, notice("a"), notice("b"), notice("c"));
  at.answer = () => new Response(null, { status: JSON.parse(at.posted.at(-1)!.body).execution === "a" ? 400 : 200 });
  deepEqual(await sendAll(store), [`a: ${at.url} answered 400`, "b", "c"]);
  const gone = await webhook(store, "http://127.0.0.1:2/", { file: "/gone" });
  await put(store, ...["d", "e"].map((id) => notice(id, { workflow: { file: "/gone", name: "" } })));
  const sent = await sendAll(store, { to: [gone] });
  equal(sent.length, 1);
  match(sent[0], /^d: http:\/\/127\.0\.0\.1:2\/: client error \(Connect\)/);
});

Deno.test("of several who deliver at once one sends", async () => {
  using store = await temporaryStore();
  await using at = new NoticeReceiver();
  const receiver = await webhook(store, at.url);
  await put(store, ...Array.from({ length: 5 }, (_, i) => notice(`n${i}`)));
  await Promise.all(Array.from({ length: 8 }, () => sendAll(store)));
  deepEqual(at.posted.map(({ body }) => JSON.parse(body).execution), ["n0", "n1", "n2", "n3", "n4"]);
  await put(store, notice("last"));
  const skipped: string[] = [];
  {
    using _lock = lockReceiver(store, receiver);
    deepEqual(await sendAll(store, { skipped: ({ id }) => void skipped.push(id) }), []);
  }
  deepEqual(skipped, [receiver.id]);
});

Deno.test("a Courier gives up what is not answered, and it stays due", async () => {
  using store = await temporaryStore();
  await using at = new NoticeReceiver();
  const receiver = await webhook(store, at.url);
  await put(store, notice("a"));
  at.answer = () => new Promise(() => {});
  const errors: (string | undefined)[] = [];
  {
    const observe = ({ error }: Sent): void => void errors.push(error);
    await using courier = new Courier(store, { observe, secret: () => "", mask: (text) => text });
    courier.start();
    courier.start();
  }
  deepEqual(errors, [`${at.url}: no answer before vt ended`]);
  const [{ attempts, dueAt }] = await deliveriesTo(store, receiver);
  deepEqual([attempts, dueAt], [1, 0]);
});

Deno.test("a Courier tells of a store that fails when it is disposed of", async () => {
  const store = await temporaryStore();
  const courier = new Courier(store, { observe: () => {}, secret: () => "", mask: (text) => text });
  store[Symbol.dispose]();
  courier.start();
  await rejects(async () => await courier[Symbol.asyncDispose]());
});

Deno.test("putNotice() shortens a notice that is too long for the store", async () => {
  using store = await temporaryStore();
  const receiver = await webhook(store, "http://127.0.0.1:1/");
  const errors = Array.from(
    { length: 5 },
    (_, i) => ({ module: String(i), name: "é".repeat(5000), error: "x".repeat(5000) }),
  );
  await put(store, notice("a", { event: "failure", errors }));
  const [{ notice: kept }] = await deliveriesTo(store, receiver);
  equal(JSON.stringify(kept).length < 12_000, true);
  deepEqual([kept.execution, kept.errors.length, kept.errors[0].error.slice(0, 3)], ["a", 5, "xxx"]);
});
