/**
 * vt with a fault in what it writes: at its n-th commit to the store the program is killed, before or after, or the
 * disk is full or broken from then on. What a commit made durable of the modules that `workflow.ts` runs is noted in
 * their ledger.
 *
 *     faulty_vt.ts FAULT N LEDGER ARGUMENTS OF VT…
 */
import { vt } from "../../main.ts";

/** What happens at the n-th commit. */
type Fault = "none" | "killBefore" | "killAfter" | "full" | "broken";

const [fault, nth, ledger, ...args] = Deno.args;
const open = Deno.openKv;
let commits = 0;

Object.defineProperty(Deno, "openKv", { value: async (path?: string) => withFault(await open(path)) });

function withFault(kv: Deno.Kv): Deno.Kv {
  return new Proxy(kv, {
    get: (target, name) => {
      if (name === "atomic") return () => faultyOperation(target.atomic());
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function faultyOperation(operation: Deno.AtomicOperation): Deno.AtomicOperation {
  let written = "";
  const proxy: Deno.AtomicOperation = new Proxy(operation, {
    get: (target, name) => {
      if (name === "commit") return () => commit(target, written);
      return (...given: unknown[]) => {
        if (name === "set") {
          written += Deno.inspect(given[1], { depth: 20, strAbbreviateSize: 1e6, iterableLimit: 1e6 });
        }
        Reflect.get(target, name).apply(target, given);
        return proxy;
      };
    },
  });
  return proxy;
}

async function commit(
  operation: Deno.AtomicOperation,
  written: string,
): Promise<Deno.KvCommitResult | Deno.KvCommitError> {
  commits++;
  const isNow = commits === Number(nth);
  if (commits >= Number(nth) && fault === "full") throw new TypeError("database or disk is full");
  if (commits >= Number(nth) && fault === "broken") throw new TypeError("disk I/O error");
  if (isNow && fault === "killBefore") Deno.kill(Deno.pid, "SIGKILL");
  const result = await operation.commit();
  const kept = new Set(written.match(/up-\d+/g) ?? []);
  if (result.ok && kept.size > 0) {
    Deno.writeTextFileSync(ledger, [...kept].map((name) => `durable ${name}\n`).join(""), { append: true });
  }
  if (isNow && fault === "killAfter") Deno.kill(Deno.pid, "SIGKILL");
  return result;
}

Deno.exit(await vt(args));
