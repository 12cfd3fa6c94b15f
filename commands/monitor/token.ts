/**
 * What monitors keep in the folder `monitor` of the store's directory:
 *
 *     token         lets programs in, and signs sessions and links: who may read it may do all that its owner may
 *     PORT.json     the origin of a monitor, locked while it serves
 *     *.txt         what runs said that a page started
 */
import { ifThere } from "../../runtime/if_there.ts";

/** The token; the same for all monitors of a store, so that browsers stay signed in. It is made when it is not there. */
export function readToken(directory: string): string {
  const folder = folderOf(directory);
  const kept = ifThere(() => Deno.readTextFileSync(`${folder}/token`));
  if (kept !== undefined) return kept.trim();
  const fresh = Deno.makeTempFileSync({ dir: folder, suffix: ".new" });
  Deno.writeTextFileSync(fresh, `${crypto.getRandomValues(new Uint8Array(32)).toHex()}\n`);
  try {
    Deno.linkSync(fresh, `${folder}/token`); // of two that make one the first counts
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
  Deno.removeSync(fresh);
  return Deno.readTextFileSync(`${folder}/token`).trim();
}

/** Says where a monitor is served, until disposed of. */
export function noteServing(directory: string, { port, origin }: { port: number; origin: string }): Disposable {
  const path = `${folderOf(directory)}/${port}.json`;
  const file = Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
  file.lockSync(true);
  file.truncateSync();
  file.writeSync(new TextEncoder().encode(JSON.stringify({ origin })));
  return {
    [Symbol.dispose]: () => {
      Deno.removeSync(path);
      file.close();
    },
  };
}

/** Origins of the monitors that are served now. */
export function servedOrigins(directory: string): readonly string[] {
  const folder = folderOf(directory);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => /^\d+\.json$/.test(name));
  return names.sort().flatMap((name) => {
    using file = Deno.openSync(`${folder}/${name}`);
    return file.tryLockSync(false) ? [] : [JSON.parse(Deno.readTextFileSync(`${folder}/${name}`)).origin as string];
  });
}

/** The folder; it is made where there is none. */
export function folderOf(directory: string): string {
  const folder = `${directory}/monitor`;
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
