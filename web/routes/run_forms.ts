/** Forms that run executions and versions again, and say where modules are computed. */
import type { App } from "../app.ts";
import { openKnownFile } from "../data/known_files.ts";
import { shownVersion } from "../data/shown_version.ts";
import { runAgain, runVersion, setTarget } from "../deeds/executions.ts";
import { ALIAS_FIELD } from "../parts/run_version.tsx";
import type { Said } from "../said.ts";
import type { MonitorServices } from "../services.ts";
import { doing, type Form } from "./form.ts";

/** See the head of the file. */
export function runFormRoutes(app: App, services: MonitorServices): void {
  app.post("/executions/:id/run", (c) => doing(c, services, () => runAgain(c.req.param("id"), undefined, services)));
  app.post("/executions/:id/modules/:path/run", (c) => {
    const { id, path } = c.req.param();
    return doing(c, services, () => runAgain(id, path, services));
  });
  app.post("/executions/:id/modules/:path/target", (c) => {
    const { id, path } = c.req.param();
    return doing(c, services, (form) => setTarget(id, path, form.text("target"), services));
  });
  app.post("/vistrails/run", (c) => doing(c, services, (form) => runFile(form, services)));
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
  return await runVersion({ file, version, aliases: new Map(changed) }, services);
}
