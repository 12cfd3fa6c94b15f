/** `vt jobs watch`: the job monitor without its page. */
import { UsageError } from "../../runtime/errors.ts";
import { hasChanged } from "../../runtime/jobs/check_jobs.ts";
import type { JobWorkflow } from "../../runtime/jobs/job_workflow.ts";
import { intervalOf } from "../../runtime/jobs/monitor_settings.ts";
import { type Continued, type WatchEvent, watchJobs } from "../../runtime/jobs/watch.ts";
import { whenText } from "../../runtime/quantity_text.ts";
import { openSecrets } from "../../runtime/secrets/secrets.ts";
import { selfCommand } from "../../runtime/self_command.ts";
import type { JobsArguments } from "../jobs.ts";
import { usePython } from "../line/python_option.ts";
import { complain, print, printLine } from "../line/terminal.ts";
import { lookOfStdout } from "../log/look.ts";
import { storeForWriting } from "../open/open_store.ts";
import { openCourier } from "../run/open_courier.ts";
import { eventJson, eventText, standingJson, standingText } from "./event_text.ts";
import { type JobsSession, sessionOf, wait } from "./session.ts";
import { workflowName } from "./text.ts";

/** Between two looks at what others have asked, when nothing is asked here. */
const LOOK_MS = 10_000;
/** Characters of what a run prints that are shown. */
const MOST_OUTPUT = 100_000;
const SUSPENDED = 75;

/** Asks after jobs time and again, until Ctrl-C. */
export async function watch(args: JobsArguments): Promise<number> {
  const { interval = "1m", autorun, once, json } = args.options;
  const milliseconds = readInterval(interval);
  usePython(args.options.python);
  await using session = await sessionOf(await storeForWriting(args.options.store));
  const { signal, store } = session;
  await using courier = openCourier(store, openSecrets(store.directory));
  const report = new WatchReport(json);
  if (!once) complain(`vt: Watching the jobs in ${store.directory} (${interval}); Ctrl-C ends it`);
  await watchJobs({
    ...session,
    asks: milliseconds !== undefined,
    continueWorkflow: autorun ? (workflow) => resume(workflow, session, json) : undefined,
    nextRound: async () => {
      courier.start();
      return !once && await wait(milliseconds ?? LOOK_MS, signal);
    },
    observe: report.observe,
  });
  return once && report.running > 0 ? SUSPENDED : 0;
}

/** Milliseconds; undefined for `off`. */
export function readInterval(text: string): number | undefined {
  const interval = text === "0" ? undefined : intervalOf(text);
  if (interval !== undefined) return interval === "off" ? undefined : interval;
  throw new UsageError(`Option --interval must be off, or such as 10s, 1m or 1h, a week at most: it is ${text}`);
}

/** Continues the workflow in a process of its own, which is asked to end when we are. */
async function resume(
  { id }: JobWorkflow,
  { store, signal }: JobsSession,
  json: boolean,
): Promise<Pick<Continued, "code" | "output">> {
  const { command, args } = selfCommand(["resume", id, "--store", store.directory, json ? "--json" : "--quiet"]);
  const child = new Deno.Command(command, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true, // else Ctrl-C would reach it beside our own signal, and the second signal ends it at once
  }).spawn();
  const ended = child.status;
  let hasEnded = false;
  ended.finally(() => hasEnded = true);
  const stop = (): void => {
    if (!hasEnded) child.kill("SIGTERM");
  };
  signal.addEventListener("abort", stop);
  try {
    const [stdout, stderr, { code }] = await Promise.all([
      beginning(child.stdout),
      beginning(child.stderr),
      ended,
    ]);
    return { code, output: stdout + stderr };
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function beginning(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
    if (text.length < MOST_OUTPUT) text += piece;
  }
  return text.length < MOST_OUTPUT ? text : `${text.slice(0, MOST_OUTPUT)}…\n`;
}

/** Prints what is new. */
class WatchReport {
  readonly #json: boolean;
  readonly #skipped = new Map<string, number>();
  /** Answers that said that a job goes on. */
  running = 0;

  constructor(json: boolean) {
    this.#json = json;
  }

  readonly observe = (event: WatchEvent): void => {
    if (event.kind === "checked") {
      if (event.after?.state === "running") this.running++;
      if (!hasChanged(event.before, event.after)) return;
    } else if (event.kind === "skipped") {
      const { workflow, holder } = event;
      if (this.#skipped.get(workflow.id) === holder.pid) return;
      this.#skipped.set(workflow.id, holder.pid);
    }
    if (this.#json) printLine(watchJson(event));
    else printEvent(event);
  };
}

function printEvent(event: WatchEvent): void {
  const look = lookOfStdout();
  const line = (text: string): void => printLine(`${look.paint("dim", whenText(look.now, look.now))}  ${text}`);
  const inside = { ...look, width: look.width - 10 };
  switch (event.kind) {
    case "checked":
    case "skipped":
      return line(indented(eventText(event, inside)));
    case "canContinue":
      return line(indented(standingText(event.standing, inside)));
    case "continues":
      return line(`${look.paint("bold", event.workflow.id)}  ${workflowName(event.workflow)} continues`);
    case "continued":
      line(`${look.paint("bold", event.workflow.id)}  ${workflowName(event.workflow)} ${endText(event.result)}`);
      return event.result.isTaken ? undefined : print(event.result.output);
  }
}

const ENDS: Readonly<Record<number, string>> = {
  0: "is completed",
  1: "has failed",
  2: "cannot be continued",
  75: "is suspended again",
  130: "was interrupted",
};

function endText({ code, isTaken }: Continued): string {
  return isTaken ? "is continued by another vt" : ENDS[code] ?? `ended with exit code ${code}`;
}

function indented(text: string): string {
  return text.replaceAll("\n", `\n${" ".repeat(10)}`);
}

function watchJson(event: WatchEvent): string {
  if (event.kind === "checked" || event.kind === "skipped") return eventJson(event);
  if (event.kind === "canContinue") return standingJson(event.standing);
  const workflow = event.workflow.id;
  if (event.kind === "continues") return JSON.stringify({ event: "continues", workflow });
  return JSON.stringify({ event: "continued", workflow, ...event.result });
}
