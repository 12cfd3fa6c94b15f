/** Files and directories, with the errors that Python gives. */
import { PathValue, python } from "vt";
import { messageOf } from "../../runtime/errors.ts";

/** The name of a path; whatever else came in has none. */
export function nameOf(path: unknown): string {
  if (path instanceof PathValue) return path.name;
  throw new python.PythonError("AttributeError", `'${python.typeName(path)}' object has no attribute 'name'`);
}

/** What lies at a path, links followed; undefined for nothing, and for what cannot be looked at. */
export function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

/** Runs what may fail on a file, and turns the system's error into Python's. */
export function withFile<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new python.PythonError("IOError", systemErrorText(error, path), { cause: error });
  }
}

const ERRNO: readonly [new () => Error, string][] = [
  [Deno.errors.NotFound, "[Errno 2] No such file or directory"],
  [Deno.errors.PermissionDenied, "[Errno 13] Permission denied"],
  [Deno.errors.AlreadyExists, "[Errno 17] File exists"],
  [Deno.errors.NotADirectory, "[Errno 20] Not a directory"],
  [Deno.errors.IsADirectory, "[Errno 21] Is a directory"],
];

/** `[Errno 2] No such file or directory: 'x'` */
export function systemErrorText(error: unknown, path: string): string {
  const known = ERRNO.find(([type]) => error instanceof type);
  if (known !== undefined) return `${known[1]}: ${python.repr(path)}`;
  return messageOf(error);
}

/** Copies a file, replacing what is there. A link would let later changes of one file change the other. */
export function copyFile(from: string, to: string): void {
  Deno.copyFileSync(from, to);
}

/** Copies a directory with all that is in it to a place where nothing is; links are followed. */
export function copyDirectory(from: string, to: string): void {
  Deno.mkdirSync(to);
  if (isInside(to, from)) {
    Deno.removeSync(to);
    throw new Error(`Cannot copy ${from}: ${to} is in it`);
  }
  const whole: [string, string][] = [[from, to]];
  for (let next = whole.pop(); next !== undefined; next = whole.pop()) {
    const [source, target] = next;
    Deno.mkdirSync(target, { recursive: true });
    for (const { name } of Deno.readDirSync(source)) {
      const path = `${source}/${name}`;
      if (Deno.statSync(path).isDirectory) whole.push([path, `${target}/${name}`]);
      else Deno.copyFileSync(path, `${target}/${name}`);
    }
  }
}

/** Whether one path is, or lies in, the other, however they are written. */
export function isInside(path: string, directory: string): boolean {
  const inner = Deno.realPathSync(path);
  const outer = Deno.realPathSync(directory);
  return inner === outer || inner.startsWith(outer.endsWith("/") ? outer : `${outer}/`);
}
