import assert from "node:assert/strict";
import { publish } from "../../../scripts/executable/publish.ts";

const DAY_MS = 24 * 3_600_000;
const NAME = "0123456789abcdef01234567";

class Cache implements Disposable {
  readonly path: string = Deno.makeTempDirSync({ prefix: "vt_publish_" });

  /** A folder as it is unpacked; `mark` tells it from others. */
  unpacked(name: string, mark: string): string {
    const folder = `${this.path}/${name}`;
    for (const part of ["bin", "app"]) Deno.mkdirSync(`${folder}/${part}`, { recursive: true });
    Deno.writeTextFileSync(`${folder}/bin/deno`, mark);
    Deno.writeTextFileSync(`${folder}/app/main.ts`, mark);
    return folder;
  }

  get names(): readonly string[] {
    return [...Deno.readDirSync(this.path)].map(({ name }) => name).sort();
  }

  mark(): string {
    return Deno.readTextFileSync(`${this.path}/${NAME}/app/main.ts`);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

Deno.test("publish() gives a folder its name, and its files the sticky bit", () => {
  using cache = new Cache();
  publish(cache.unpacked(".new.a", "first"), `${cache.path}/${NAME}`);
  assert.deepEqual(cache.names, [NAME]);
  assert.equal(Deno.statSync(`${cache.path}/${NAME}/bin/deno`).mode! & 0o1000, 0o1000);
});

Deno.test("publish() leaves what others have published, and replaces what is broken", () => {
  using cache = new Cache();
  publish(cache.unpacked(".new.a", "first"), `${cache.path}/${NAME}`);
  publish(cache.unpacked(".new.b", "second"), `${cache.path}/${NAME}`);
  assert.deepEqual([cache.mark(), cache.names], ["first", [".new.b", NAME]]);
  Deno.removeSync(`${cache.path}/${NAME}/bin`, { recursive: true });
  publish(`${cache.path}/.new.b`, `${cache.path}/${NAME}`);
  assert.deepEqual([cache.mark(), cache.names], ["second", [NAME]]);
});

Deno.test("publish() removes what a killed start left, and versions that were not used for long", () => {
  using cache = new Cache();
  const old = cache.unpacked("f".repeat(24), "old");
  const used = cache.unpacked("e".repeat(24), "used");
  const mine = cache.unpacked("mine", "no version");
  for (const [folder, days] of [[old, 91], [used, 89], [mine, 91]] as const) {
    Deno.writeTextFileSync(`${folder}/.used`, "");
    Deno.utimeSync(`${folder}/.used`, new Date(), new Date(Date.now() - days * DAY_MS));
  }
  const killed = cache.unpacked(".new.killed", "");
  Deno.utimeSync(killed, new Date(), new Date(Date.now() - DAY_MS));
  cache.unpacked(".new.busy", "");
  publish(cache.unpacked(".new.a", "first"), `${cache.path}/${NAME}`);
  assert.deepEqual(cache.names, [".new.busy", NAME, "e".repeat(24), "mine"]);
});
