/**
 * What all modules of the package do: find the kept file that is meant, or keep one, and give its path. Of an output
 * whose signature is known the kept file is given and what precedes the module does not run, in later runs, too.
 */
import { type ControlContext, ModuleError, PathValue, python, type Wait } from "vt";
import { nameOf, systemErrorText } from "../basic/file_system.ts";
import { type Content, hasContent } from "./content.ts";
import { type Kind, kindOf } from "./content_hash.ts";
import { type Local, localOf, type LocalPorts, writeLocalCopy } from "./local_copy.ts";
import { isReference, persistentRef, type PersistentReference } from "./persistent_ref.ts";
import { Repository, repositoryFolder, type Version } from "./repository.ts";

/** What a module keeps. */
export interface Persisting {
  /** Undefined: whatever comes. */
  readonly kind?: Kind;
  /** `input`: what comes from outside; `output`: what the workflow makes. Undefined: an output if `value` is fed. */
  readonly role?: "input" | "output";
}

/** What is on the ports beside `value`. */
export interface PersistInputs extends LocalPorts {
  readonly ref?: unknown;
}

/** See the head of the file. */
export function* persist(
  { kind, role }: Persisting,
  inputs: PersistInputs,
  context: ControlContext,
): Generator<Wait, { value: PathValue }> {
  if (!context.has("value") && !context.has("ref")) throw new ModuleError("Need to specify path or reference");
  const ref = referenceOf(inputs, context);
  const asked: Asked = {
    kind,
    ref,
    local: localOf(ref, inputs),
    isInput: role === "input" || (role === undefined && !context.has("value")),
    readsLocal: role !== "output",
    repository: new Repository(repositoryFolder(context.dataDirectory)),
  };
  const version = asked.isInput ? yield* inputVersion(asked, context) : yield* outputVersion(asked, context);
  mustBe(kind, version.content.kind);
  const path = asked.repository.pathOf(version);
  const { local } = asked;
  if (local?.isWritten && !(asked.readsLocal && local.isRead)) {
    const { folder } = asked.repository;
    writeLocalCopy({ kind: version.content.kind, from: path, to: local.path, repository: folder });
  }
  context.annotate("persistent_id", version.id);
  context.annotate("persistent_version", version.version);
  return { value: new PathValue(path) };
}

/** What one run of a module is asked for. */
interface Asked {
  readonly kind: Kind | undefined;
  readonly ref: PersistentReference;
  readonly local: Local | undefined;
  readonly isInput: boolean;
  /** Whether a local copy may stand for what is connected. */
  readonly readsLocal: boolean;
  readonly repository: Repository;
}

function referenceOf({ ref }: PersistInputs, context: ControlContext): PersistentReference {
  if (!context.has("ref")) return persistentRef();
  if (isReference(ref)) return ref;
  throw new python.PythonError("AttributeError", `'${python.typeName(ref ?? null)}' object has no attribute 'id'`);
}

function* inputVersion(asked: Asked, context: ControlContext): Generator<Wait, Version> {
  const { ref, local, repository } = asked;
  if (!context.has("value") && !local?.isRead) {
    const found = ref.id === null ? undefined : repository.find(ref.id, ref.version);
    if (found !== undefined && hasContent(repository.folder, found.content)) return found;
    const id = ref.id ?? crypto.randomUUID();
    throw new ModuleError(`Persistent entity '${id}' does not exist in the local repository.`);
  }
  const source = yield* sourceOf(asked, context);
  return yield* context.until(saying(source, () => keepInput(asked, source)));
}

/** Without an id the same content is the same entity. */
async function keepInput({ kind, ref, repository }: Asked, source: string): Promise<Version> {
  mustBe(kind, kindOf(source));
  const content = await repository.keep(source);
  const known = ref.id === null ? repository.findBySignature(content.hash) : undefined;
  if (known !== undefined) return known;
  return await commit({ ref, repository, content, source, signature: content.hash });
}

function* outputVersion(asked: Asked, context: ControlContext): Generator<Wait, Version> {
  const { kind, ref, repository } = asked;
  const signature = context.identity;
  if (signature === undefined) throw new ModuleError("Module has no signature");
  const known = repository.findBySignature(signature);
  if (known !== undefined && isMeant(known, ref)) return known;
  if (known !== undefined) {
    const { content, name: source } = known;
    return yield* context.until(saying(source, () => commit({ ref, repository, content, source, signature })));
  }
  if (!context.has("value")) throw new ModuleError("Missing value from port value");
  const source = yield* sourceOf(asked, context);
  return yield* context.until(saying(source, async () => {
    mustBe(kind, kindOf(source));
    const content = await repository.keep(source);
    return await commit({ ref, repository, content, source, signature });
  }));
}

/** Another entity, or one that has changed since, has to become what the module makes. */
function isMeant({ id, version }: Version, ref: PersistentReference): boolean {
  return ref.id === null || (id === ref.id && version === ref.version);
}

function* sourceOf({ local, readsLocal }: Asked, context: ControlContext): Generator<Wait, string> {
  yield* context.update("value");
  if (readsLocal && local?.isRead) return local.path;
  return nameOf(context.value("value") ?? null);
}

interface Commit {
  readonly ref: PersistentReference;
  readonly repository: Repository;
  readonly content: Content;
  /** Where the content comes from. */
  readonly source: string;
  readonly signature: string;
}

async function commit({ ref, repository, content, source, signature }: Commit): Promise<Version> {
  const id = ref.id ?? crypto.randomUUID();
  const before = repository.find(id, null);
  if (before !== undefined) mustBe(content.kind, before.content.kind);
  const name = ref.name || source.replace(/\/+$/, "").replace(/^.*\//s, "");
  const version = await repository.commit(id, content, { name, tags: ref.tags, signature });
  if (repository.findBySignature(signature)?.version !== version.version) await repository.remember(signature, version);
  return version;
}

function mustBe(wanted: Kind | undefined, kind: Kind): void {
  if (wanted !== undefined && wanted !== kind) throw new ModuleError(`Path is not a ${wanted} but a ${kind}`);
}

/** Says of a failure of the file system which file could not be kept. */
async function saying<T>(source: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ModuleError || error instanceof python.PythonError) throw error;
    throw new ModuleError(`Cannot keep ${source}: ${systemErrorText(error, source)}`, { cause: error });
  }
}
