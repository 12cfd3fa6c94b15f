/** A job of a service that is asked over HTTP. */
import { defineJob, type HandleContext, type JobHandle, ModuleError, PathValue, port, types as t } from "vt";
import {
  addressFrom,
  type Answer,
  get,
  inWords,
  send,
  type Service,
  type ServiceFacts,
  webAddress,
} from "./http_request.ts";
import { checkFolder, prepareDirectory, writeSafely } from "./job_directory.ts";
import { fieldOf } from "./json_field.ts";

/** What is kept of a job; what may be long is in its folder. */
interface HttpParameters extends ServiceFacts {
  readonly job_directory: string;
  readonly method: string;
  readonly content_type: string;
  readonly status_url_field: string;
  readonly status_field: string;
  /** Words, parted by commas. */
  readonly done: string;
  readonly failed: string;
  readonly result_url_field: string;
  readonly recover_url: string;
  readonly delete_on_cancel: boolean;
}

interface Submitted extends HttpParameters {
  readonly status_url: string;
}

const METHODS: readonly string[] = ["POST", "PUT", "PATCH"];

/**
 * Submits work to a service and fetches the result when the service says that it is done. The request has a header
 * `Idempotency-Key`, the same however often it is sent for this job. It is sent once: when nobody can know whether it
 * arrived, `recover_url` is asked, and without it a person.
 *
 * Values of `headers` may have secrets and variables of the environment in them, `Bearer ${secret:TOKEN}` and
 * `Bearer ${TOKEN}`: they are put in when a request is sent, and not kept. Headers go to the origin of `url` alone.
 *
 * @example
 * ```ts
 * import { workflow } from "vt";
 * import { HttpJob } from "vt/jobs";
 * workflow("remote", ({ add, output }) => {
 *   const job = add(HttpJob, {
 *     url: "https://cluster.example/jobs",
 *     body: '{"model": "A"}',
 *     headers: new Map([["Authorization", "Bearer ${secret:CLUSTER_TOKEN}"]]),
 *     status_field: "job.state",
 *     result_url_field: "job.result",
 *   });
 *   output("result", job.result);
 * });
 * ```
 */
export const HttpJob = defineJob({
  name: "HttpJob",
  doc: "Submits work to a service over HTTP, asks after it, and fetches its result.",
  secrets: "named",
  inputs: {
    url: port(t.String, { doc: "Where the work is submitted." }),
    method: port(t.String, { default: "POST", values: METHODS }),
    body: port(t.String, { default: "", doc: "What is submitted." }),
    content_type: port(t.String, { default: "application/json", doc: "Of the body." }),
    headers: port(t.Dictionary, {
      optional: true,
      doc: "Of all requests; ${secret:NAME} is a secret, ${NAME} a variable of the environment.",
    }),
    status_url_field: port(t.String, {
      default: "",
      doc: "Where the answer has the address to ask, as data.links.0; in its Location unless given.",
    }),
    status_field: port(t.String, {
      default: "status",
      doc: "Where an answer there has the status; empty: it is that.",
    }),
    done: port(t.String, { default: "done,finished,completed,succeeded,success", doc: "What it says then." }),
    failed: port(t.String, { default: "failed,error,cancelled,canceled", doc: "What it says then." }),
    result_url_field: port(t.String, {
      default: "",
      doc: "Where the last answer has the address of the result; that answer is the result unless given.",
    }),
    recover_url: port(t.String, {
      default: "",
      doc:
        "Asked, with the Idempotency-Key and {key} replaced by it, when it is not known whether the job was submitted.",
    }),
    delete_on_cancel: port(t.Boolean, { default: false, doc: "DELETE on the address to ask cancels the job." }),
    timeout: port(t.Float, { default: 60, doc: "Seconds for one request." }),
    maximum_size: port(t.Integer, { default: 16 * 1024 * 1024, doc: "Bytes of one answer." }),
  },
  outputs: {
    status: port(t.String, { doc: "What the service said in the end." }),
    result: port(t.String),
    result_file: port(t.File, { doc: "The result, byte for byte." }),
    headers: port(t.Dictionary, { doc: "Of the result, without cookies; names in small letters." }),
  },
  readInputs: ({ body, headers, ...given }, context): HttpParameters => {
    webAddress(given.url);
    if (given.recover_url !== "") webAddress(given.recover_url);
    if (!(given.timeout > 0 && given.timeout <= 86400)) {
      throw new ModuleError(
        `Cannot submit the job: timeout is ${given.timeout}, more than 0 and at most 86400 seconds are wanted`,
      );
    }
    if (!METHODS.includes(given.method)) {
      throw new ModuleError(`Cannot submit the job: method is ${given.method}, ${METHODS.join(", ")} are known`);
    }
    const pairs = [...headers ?? []].map(([name, value]) => checkedHeader(name, value));
    prepareDirectory(context.directory, (folder) => writeSafely(`${folder}/body`, body));
    return { ...given, headers: pairs, job_directory: context.directory };
  },
  start: async (parameters, context) => {
    const { key, signal } = context;
    const service = serviceOf(parameters, context);
    const body = Deno.readFileSync(`${parameters.job_directory}/body`);
    const { method, url, content_type } = parameters;
    const headers = { "Content-Type": content_type, "Idempotency-Key": key };
    const answer = await send(service, { method, url, headers, body, signal });
    const said = inWords(service, method, answer);
    if (isRefusal(answer.status)) throw new ModuleError(`Cannot submit the job: ${said}`);
    if (!isGood(answer) && answer.status !== 303) throw new Error(`Cannot tell whether the job was submitted: ${said}`);
    const named = nameOfStatus(parameters, answer);
    if (named === undefined) throw new Error(`Cannot ask after the job: ${said}, without Location`);
    return { ...parameters, status_url: addressFrom(answer, named) };
  },
  handle: handleOf,
  finish: async (parameters: Submitted, context) => {
    const { signal } = context;
    const service = serviceOf(parameters, context);
    const { status, answer } = await statusOf(service, signal);
    if (isIn(parameters.failed, status)) throw new ModuleError(`The job failed: ${inWords(service, "GET", answer)}`);
    if (!isIn(parameters.done, status)) throw new Error(`Cannot take the result of the job: its status is ${status}`);
    const result = await resultOf(service, answer, signal);
    Deno.mkdirSync(parameters.job_directory, { recursive: true, mode: 0o700 });
    writeSafely(`${parameters.job_directory}/result`, result.body);
    return { ...parameters, status, result_headers: [...result.headers].filter(([name]) => name !== "set-cookie") };
  },
  setResults: ({ job_directory, status, result_headers }) => {
    checkFolder(job_directory);
    const file = `${job_directory}/result`;
    return {
      status,
      result: Deno.readTextFileSync(file),
      result_file: new PathValue(file),
      headers: new Map(result_headers),
    };
  },
  recover: async (parameters, context) => {
    const { key, signal } = context;
    const service = serviceOf(parameters, context);
    if (parameters.recover_url === "") {
      throw new Error("Cannot tell whether the job was submitted: no recover_url is given");
    }
    const url = parameters.recover_url.replaceAll("{key}", encodeURIComponent(key));
    const answer = await get(service, { url, headers: { "Idempotency-Key": key }, signal });
    if (answer.status === 404) return undefined;
    if (!isGood(answer)) {
      throw new Error(`Cannot tell whether the job was submitted: ${inWords(service, "GET", answer)}`);
    }
    return { ...parameters, status_url: addressFrom(answer, nameOfStatus(parameters, answer) ?? answer.url) };
  },
});

function serviceOf<T extends HttpParameters>(parameters: T, context: HandleContext): T & Service {
  return { ...parameters, secret: (name) => context.secret(name) };
}

function handleOf(submitted: Submitted, context: HandleContext): JobHandle {
  const parameters = serviceOf(submitted, context);
  let last: Promise<Status> | undefined;
  return {
    finished: async () => {
      const { status } = await (last = statusOf(parameters));
      return isIn(parameters.done, status) || isIn(parameters.failed, status);
    },
    failed: async () => isIn(parameters.failed, (await (last ?? statusOf(parameters))).status),
    ...(parameters.delete_on_cancel ? { cancel: () => cancel(parameters) } : {}),
  };
}

interface Status {
  readonly status: string;
  readonly answer: Answer;
}

async function statusOf(parameters: Submitted & Service, signal?: AbortSignal): Promise<Status> {
  const answer = await get(parameters, { url: parameters.status_url, signal });
  if (!isGood(answer)) throw new Error(`Cannot ask after the job: ${inWords(parameters, "GET", answer)}`);
  return { status: fieldOf(textOf(answer), parameters.status_field), answer };
}

async function resultOf(parameters: Submitted & Service, last: Answer, signal: AbortSignal): Promise<Answer> {
  if (parameters.result_url_field === "") return last;
  const url = addressFrom(last, fieldOf(textOf(last), parameters.result_url_field));
  const answer = await get(parameters, { url, signal });
  if (!isGood(answer)) throw new Error(`Cannot fetch the result of the job: ${inWords(parameters, "GET", answer)}`);
  return answer;
}

async function cancel(parameters: Submitted & Service): Promise<void> {
  const answer = await send(parameters, { method: "DELETE", url: parameters.status_url });
  if (isGood(answer) || [404, 410].includes(answer.status)) return;
  throw new Error(`Cannot cancel the job: ${inWords(parameters, "DELETE", answer)}`);
}

/** What an answer to the submission calls the place to ask; undefined when it says nothing of it. */
function nameOfStatus({ status_url_field }: HttpParameters, answer: Answer): string | undefined {
  if (status_url_field !== "") return fieldOf(textOf(answer), status_url_field);
  return answer.headers.get("location") ?? undefined;
}

function isGood({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** Whether the service has surely not taken the work. 409 answers a key that it has seen, 408 a request cut short. */
function isRefusal(status: number): boolean {
  return [301, 307, 308].includes(status) || status >= 400 && status < 500 && status !== 408 && status !== 409;
}

function isIn(words: string, status: string): boolean {
  return words.split(",").some((word) => word.trim().toLowerCase() === status.toLowerCase());
}

function textOf({ body }: Answer): string {
  return new TextDecoder().decode(body);
}

function checkedHeader(name: unknown, value: unknown): [string, string] {
  if (typeof name !== "string" || !/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
    throw new ModuleError(`Cannot submit the job: ${name} is no name of a header`);
  }
  if (name.toLowerCase() === "idempotency-key") {
    throw new ModuleError(`Cannot submit the job: ${name} is set by itself`);
  }
  if (typeof value !== "string") throw new ModuleError(`Cannot submit the job: header ${name} is no text`);
  return [name, value];
}
