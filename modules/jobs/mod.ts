/**
 * Jobs that every machine can run: `import { ShellJob } from "vt/jobs"`.
 *
 * @module
 */
import { definePackage, type Package } from "vt";
import { HttpJob } from "./http_job.ts";
import { ShellJob } from "./shell_job.ts";

export { HttpJob, ShellJob };

/** Commands of this machine, and services that are asked over HTTP. */
export const jobsPackage: Package = definePackage({
  identifier: "org.vt.jobs",
  name: "Jobs",
  version: "1.0.0",
  modules: [ShellJob, HttpJob],
});
