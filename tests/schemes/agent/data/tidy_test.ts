import { deepEqual, equal } from "node:assert/strict";
import { viewOf } from "../../../../runtime/store/views.ts";
import { BlobFolder } from "../../../../schemes/agent/data/blob_folder.ts";
import { KEPT, tidy } from "../../../../schemes/agent/data/tidy.ts";

const DAY_S = 24 * 3600;
const NOW_S = Math.floor(Date.now() / 1000);

/** A folder with values of 1,000 bytes that were used so many days ago. */
class Folder extends BlobFolder implements Disposable {
  readonly hashes: string[];

  constructor(days: readonly number[]) {
    super(Deno.makeTempDirSync({ prefix: "vt_tidy_" }));
    this.hashes = days.map((age, at) => {
      const blob = this.put([new Uint8Array(1000).fill(at)]);
      Deno.utimeSync(this.pathOf(blob), NOW_S - age * DAY_S, NOW_S - age * DAY_S);
      return blob.hash;
    });
  }

  /** Which are left, by their numbers. */
  get left(): number[] {
    return this.hashes.flatMap((hash, at) => this.has({ hash, size: 1000 }) ? [at] : []);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
  }
}

const nobody = { ...KEPT, isHeld: () => false };

Deno.test("what was not used for a week goes", () => {
  using folder = new Folder([0.1, 6, 8, 30]);
  equal(tidy(folder, nobody), 2000);
  deepEqual(folder.left, [0, 1]);
});

Deno.test("of what is too much goes first what was not used for longest", () => {
  using folder = new Folder([1, 3, 2, 4]);
  equal(tidy(folder, { ...nobody, maxBytes: 2500 }), 2000);
  deepEqual(folder.left, [0, 2]);
});

Deno.test("what a session uses stays, and so does what was used just now", () => {
  using folder = new Folder([0, 30, 30]);
  tidy(folder, { ...nobody, maxBytes: 0, isHeld: (hash) => hash === folder.hashes[1] });
  deepEqual(folder.left, [0, 1]);
});

Deno.test("views go with what they show, and parts that nobody sends any more too", () => {
  using folder = new Folder([30]);
  const [hash] = folder.hashes;
  const path = viewOf(folder, { kind: "file", name: "data.csv", hash, size: 1000 })!;
  Deno.utimeSync(folder.pathOf({ hash, size: 1000 }), NOW_S - 30 * DAY_S, NOW_S - 30 * DAY_S);
  const view = path.slice(0, path.lastIndexOf("/"));
  Deno.utimeSync(view, NOW_S - DAY_S, NOW_S - DAY_S);
  const part = `${folder.directory}/values/new/${hash}-part`;
  Deno.writeTextFileSync(part, "some");
  Deno.utimeSync(part, NOW_S - 2 * DAY_S, NOW_S - 2 * DAY_S);
  tidy(folder, nobody);
  equal(folder.left.length, 0);
  equal([...Deno.readDirSync(`${folder.directory}/values/new`)].length, 0);
  equal([...Deno.readDirSync(`${folder.directory}/views/${hash.slice(0, 2)}`)].length, 0);
});
