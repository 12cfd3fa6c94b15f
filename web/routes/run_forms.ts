/** Forms that run executions and versions again, and say where modules are computed. */
import type { App } from "../app.ts";
import { openKnownFile } from "../data/known_files.ts";
import { shownVersion } from "../data/shown_version.ts";
import { runAgain, setTarget } from "../deeds/executions.ts";
import { run, saidOfStart } from "../deeds/runs.ts";
import { ALIAS_FIELD } from "../parts/run_version.tsx";
import type { Said } from "../said.ts";
import type { MonitorServices } from "../services.ts";
import { doing, type Form } from "./form.ts";

/** See the head of the file. */
export function runFormRoutes(app: App, services: MonitorServices): void {
  app.post("/executions/:id/run", (c) =>
    doing(c, services, async () => {
      const { id } = c.req.param();
      return saidOfStart(await runAgain(id, undefined, services), "It runs again", services);
    }));
  app.post("/executions/:id/modules/:path/run", (c) =>
    doing(c, services, async () => {
      const { id, path } = c.req.param();
      return saidOfStart(await runAgain(id, path, services), `It runs again from module ${path} on`, services);
    }));
  app.post("/executions/:id/modules/:path/target", (c) =>
    doing(c, services, (form) => {
      const { id, path } = c.req.param();
      return changeTarget(id, { module: path, target: form.text("target") }, services);
    }));
  app.post("/vistrails/run", (c) => doing(c, services, (form) => runFile(form, services)));
}

async function changeTarget(
  id: string,
  wanted: { readonly module: string; readonly target: string },
  services: MonitorServices,
): Promise<Said> {
  const started = await setTarget(id, wanted, services);
  if (started.kind !== "ended" || started.code !== 0) return saidOfStart(started, "The target is set", services);
  const where = wanted.target === "auto" ? "where vt chooses" : `at ${wanted.target}`;
  return { lines: [`Later runs compute module ${wanted.module} ${where}`], isBad: false };
}

/** Only what differs from the version is set. */
async function runFile(form: Form, services: MonitorServices): Promise<Said> {
  const file = form.text("file");
  const version = form.text("version");
  const bundle = await openKnownFile(file, services);
  const { aliases } = await shownVersion(bundle, { version, open: new Set() });
  const changed = aliases.flatMap(({ name, text }) => {
    const field = `${ALIAS_FIELD}${name}`;
    return form.has(field) && form.text(field) !== text ? [[name, form.text(field)] as const] : [];
  });
  const started = await run({ file, version, set: Object.fromEntries(changed) }, services);
  return saidOfStart(started, `Version ${version} runs`, services);
}
