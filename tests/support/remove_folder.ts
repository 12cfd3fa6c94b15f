/** Removes a folder with all that is in it, also what nobody may write: kept files and folders are such. */
export function removeFolder(path: string): void {
  if (Deno.uid() !== 0) makeWritable(path); // root need not ask
  Deno.removeSync(path, { recursive: true });
}

function makeWritable(folder: string): void {
  Deno.chmodSync(folder, 0o700);
  for (const { name, isDirectory } of Deno.readDirSync(folder)) if (isDirectory) makeWritable(`${folder}/${name}`);
}
