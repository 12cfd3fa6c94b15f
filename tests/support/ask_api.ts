/** Asks the API of a monitor as programs do. */
import { type ApiAnswer, described } from "./api_answer.ts";
import { type ServedMonitor, TOKEN } from "./monitor.ts";

/** What came. */
export interface Answered {
  readonly status: number;
  readonly json: ApiAnswer;
}

/** Asks `METHOD /api/…`, and checks that what comes is as its route is described. */
export async function ask({ origin }: ServedMonitor, request: string, body?: unknown): Promise<Answered> {
  const [method, path] = request.split(" ");
  const answer = await fetch(origin + path, {
    method,
    headers: { authorization: `Bearer ${TOKEN}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: answer.status, json: described(request, answer.ok, await answer.json()) };
}
