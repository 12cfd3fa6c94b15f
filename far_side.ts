/** The far side of every scheme: one module at a time, and of the packages only those that are asked for. */
import { isMainThread, workerData } from "node:worker_threads";
import { giveBackEnvironment } from "./runtime/deno_environment.ts";
import { definitionFinder, type FindWork, type PackageSources } from "./runtime/scheme/find_definition.ts";

const basic = (): Promise<object> => import("./modules/basic/mod.ts");

/** Where the packages of modules/mod.ts are, by their identifiers. */
export const packageSources: PackageSources = {
  "org.vistrails.vistrails.basic": basic,
  "org.vt.basic": basic,
  "org.vistrails.vistrails.control_flow": () => import("./modules/control_flow/mod.ts"),
  "org.vistrails.vistrails.pythoncalc": () => import("./modules/python_calc/mod.ts"),
  "org.vistrails.vistrails.myjobs": () => import("./modules/my_jobs/mod.ts"),
  "org.vistrails.vistrails.tabledata": () => import("./modules/table_data/mod.ts"),
  "org.vistrails.vistrails.url": () => import("./modules/url/mod.ts"),
  "org.vistrails.vistrails.persistence": () => import("./modules/persistence/mod.ts"),
  "org.vistrails.vistrails.cltools": () => import("./modules/cl_tools/mod.ts"),
  "org.vt.jobs": () => import("./modules/jobs/mod.ts"),
};

/** Serves whoever started this isolate: the port of a worker, or the pipes of a process. */
export async function serve(): Promise<void> {
  const findDefinition = definitionFinder(packageSources);
  const find: FindWork = (work) => {
    if ("definition" in work) return findDefinition(work.definition);
    return import("./runtime/interpreter/compute_pipeline.ts").then(({ definitionOf }) =>
      definitionOf(work.pipeline, { findDefinition, packages: packageSources })
    );
  };
  if (isMainThread) {
    const { serveProcess } = await import("./schemes/serve_process.ts");
    await serveProcess(Deno.args.slice(-2), find);
  } else {
    const { serveWorker } = await import("./schemes/serve_worker.ts");
    serveWorker(workerData, find);
  }
}

if (import.meta.main) giveBackEnvironment();
if (import.meta.main || !isMainThread) await serve();
