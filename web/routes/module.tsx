/** The pages of modules of executions, and what they gave. */
import type { Context } from "hono";
import { InputError } from "../../runtime/errors.ts";
import { encodeJson } from "../../runtime/python/encode.ts";
import type { ModuleExec, WorkflowExec } from "../../runtime/record/log.ts";
import { AUTOMATIC } from "../../runtime/target_name.ts";
import type { App } from "../app.ts";
import { imageType } from "../data/image_type.ts";
import { moduleDetail, type OutputDetail, outputsOf, pathsOfOutput } from "../data/module_detail.ts";
import { type OfferedFile, offeredFile } from "../data/offered_file.ts";
import { withDictionaries } from "../data/shown_value.ts";
import { ModulePage } from "../pages/module.tsx";
import { INERT_POLICY } from "../safety/headers.ts";
import type { MonitorServices } from "../services.ts";
import { type MonitorEnv, viewOf } from "../view.ts";

type RequestContext = Context<MonitorEnv>;

/** See the head of the file. */
export function moduleRoutes(app: App, services: MonitorServices): void {
  app.get("/executions/:id/modules/:path", async (c) => {
    const { store, reader, answers } = services;
    const view = viewOf(c, services);
    const recorded = await reader.read(c.req.param("id"));
    if (recorded === undefined) return c.notFound();
    const { exec } = recorded;
    const path = c.req.param("path");
    const detail = await moduleDetail(store, recorded, { path, iteration: c.req.query("iteration"), now: view.now });
    if (detail === undefined) return c.notFound();
    const targets = await answers.targets(exec.workflow.file);
    return c.html(
      <ModulePage
        view={view}
        exec={exec}
        detail={detail}
        why={await answers.why(exec, path)}
        targets={targets.names}
        preferred={targets.preferences.get(path) ?? AUTOMATIC}
      />,
    );
  });
  app.get("/executions/:id/modules/:path/outputs/:port", (c) => answerOutput(c, services));
}

/** Bytes of a picture that a page shows. */
const MOST_SHOWN = 32 * 2 ** 20;
/** Bytes by which a picture is known. */
const BEGINNING = 12;

async function answerOutput(c: RequestContext, { store, reader }: MonitorServices): Promise<Response> {
  const recorded = await reader.read(c.req.param("id")!);
  if (recorded === undefined) return c.notFound();
  const { exec, modules } = recorded;
  const runs = modules.get(c.req.param("path")!) ?? [];
  const run = runs.find(({ inIteration }) => inIteration === c.req.query("iteration")) ?? runs[0];
  const port = c.req.param("port")!;
  const output = run && (await outputsOf(store, run)).find((one) => one.port === port);
  if (output === undefined) throw new InputError(`Cannot give output ${port.slice(0, 80)}: the module has none`);
  const isShown = c.req.query("show") === "picture";
  if (output.preview.kind !== "files") return answerValue(c, output, isShown);
  const path = pathsOfOutput(output)[Number(c.req.query("item") ?? 0)];
  if (path === undefined) throw new InputError("Cannot give the file: the output has none of this number");
  const offered = await offeredFile(store, { path, recorded: output.recorded, isHere: isHere(run, exec) });
  if (typeof offered === "string") throw new InputError(`Cannot give ${path}: ${offered}`);
  return isShown ? await showFile(c, offered) : await sendFile(c, offered);
}

/** Whether what it computed lies on this machine. */
function isHere({ remote = [] }: ModuleExec, { machines = [] }: WorkflowExec): boolean {
  return remote.every(({ machine = 1 }) => machines.find(({ id }) => id === machine)?.local ?? machine === 1);
}

async function sendFile(c: RequestContext, { path, name, size }: OfferedFile): Promise<Response> {
  const file = await Deno.open(path);
  setInert(c, name);
  c.header("content-length", String(size));
  return c.body(file.readable, 200, { "content-type": "application/octet-stream" });
}

async function showFile(c: RequestContext, { path, size }: OfferedFile): Promise<Response> {
  if (size > MOST_SHOWN) throw new InputError(`Cannot show ${path}: it is too large`);
  return showPicture(c, await Deno.readFile(path), path);
}

function answerValue(c: RequestContext, { port, kept }: OutputDetail, isShown: boolean): Response {
  if (kept === undefined || !("value" in kept)) throw new InputError(`Cannot give output ${port}: it is not kept`);
  const { value } = kept;
  if (isShown) return showPicture(c, value instanceof Uint8Array ? value : new Uint8Array(), port);
  const isText = typeof value === "string";
  const [ending, type] = value instanceof Uint8Array
    ? ["bin", "application/octet-stream"]
    : isText
    ? ["txt", "text/plain; charset=utf-8"]
    : ["json", "application/json"];
  setInert(c, `${port}.${ending}`);
  const body = value instanceof Uint8Array
    ? new Uint8Array(value)
    : isText
    ? value
    : JSON.stringify(encodeJson(withDictionaries(value)));
  return c.body(body, 200, { "content-type": type });
}

function showPicture(c: RequestContext, bytes: Uint8Array, name: string): Response {
  const type = imageType(bytes.subarray(0, BEGINNING));
  if (type === undefined) throw new InputError(`Cannot show ${name}: it is no picture`);
  c.header("content-security-policy", INERT_POLICY);
  return c.body(new Uint8Array(bytes), 200, { "content-type": type });
}

/** What modules gave is saved, and never opened as a page of ours. */
function setInert(c: RequestContext, name: string): void {
  c.header("content-security-policy", INERT_POLICY);
  const plain = name.replace(/[^\w.-]/g, "_");
  c.header("content-disposition", `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`);
}
