/** A job of a service, a service, and the context of the job. */
import { HttpJob } from "../../../modules/jobs/mod.ts";
import { FakeJobContext, stepsOf, temporaryFolder } from "./fake_job_context.ts";
import { FakeService } from "./fake_service.ts";

/** The steps of an HttpJob. */
export const steps = stepsOf(HttpJob);
const DEFAULTS = Object.fromEntries(
  Object.entries(HttpJob.inputs).flatMap(([name, port]) => "default" in port ? [[name, port.default]] : []),
);
const FIELDS = { status_field: "job.state", result_url_field: "job.result" };

/** What a test plays on. */
export interface Stage extends AsyncDisposable {
  readonly service: FakeService;
  readonly context: FakeJobContext;
  /** The parameters that a run has recorded. */
  read(inputs?: Readonly<Record<string, unknown>>): unknown;
}

/** Sets it up; `read` gives all inputs that it is not told their defaults. */
export function stage(): Stage {
  const service = new FakeService();
  const folder = temporaryFolder();
  const context = new FakeJobContext(`${folder.path}/vt-key`);
  return {
    service,
    context,
    read: (inputs = {}) => {
      const all = { ...DEFAULTS, url: `${service.url}/jobs`, body: '{"n": 1}', ...FIELDS, ...inputs };
      return JSON.parse(JSON.stringify(steps.readInputs(all, context)));
    },
    [Symbol.asyncDispose]: async () => {
      folder[Symbol.dispose]();
      await service[Symbol.asyncDispose]();
    },
  };
}
