/** Keeps what the modules of a run are made of, for `vt why`, while the run goes on. */
import { definitionsIn } from "../../runtime/interpreter/components_in.ts";
import type { Signatures } from "../../runtime/interpreter/result_cache.ts";
import type { Plan } from "../../runtime/plan/plan.ts";
import { keepComponents, keepUnkept } from "../../runtime/record/component_store.ts";
import type { Masker } from "../../runtime/secrets/masker.ts";
import type { Store } from "../../runtime/store/store.ts";
import type { OpenedWorkflow } from "../open/open_workflow.ts";
import { scriptUrl } from "./job_ids_of.ts";

/** Keeping under way. */
export interface Keeping {
  /** Resolves when all is on disk. `unkept`: signatures of results that no later run will know. */
  end(unkept: ReadonlySet<string>): Promise<void>;
}

/** Begins to keep them; `id` is that of the execution. */
export function keepWhatItIsMadeOf(
  { source }: OpenedWorkflow,
  plan: Plan,
  { signatures, id, store, masker }: {
    readonly signatures: Signatures;
    readonly id: string;
    readonly store: Store;
    readonly masker: Masker | undefined;
  },
): Keeping {
  const exec = { id, workflow: source };
  const keep = async (): Promise<void> => {
    const definitions = await definitionsIn(plan, { script: scriptUrl(source.file) });
    const masked = <T>(parts: Iterable<T>): Iterable<T> =>
      masker === undefined ? parts : Iterator.from(parts).map((part) => masker.value(part) as T);
    await keepComponents(store, exec, {
      modules: masked(signatures.components()),
      definitions: masker === undefined ? definitions : masker.value(definitions) as typeof definitions,
    });
  };
  const keeping = keep();
  keeping.catch(() => {}); // whoever waits for the end is told
  return {
    async end(unkept): Promise<void> {
      await keeping;
      if (unkept.size === 0) return;
      const modules = plan.pipeline.modules.filter((_module, i) => unkept.has(signatures.ifCacheable(i) ?? ""));
      if (modules.length > 0) await keepUnkept(store, exec, modules.map(({ id }) => String(id)));
    },
  };
}
