import { deepEqual, equal, match, ok, rejects, throws } from "node:assert/strict";
import { ModuleError, type PathValue } from "vt";
import { stage, steps } from "./http_stage.ts";

Deno.test("HttpJob submits, asks, and fetches the result", async () => {
  await using at = stage();
  const parameters = await steps.start(at.read(), at.context);
  deepEqual([...at.service.jobs], [["vt-key", '{"n": 1}']]);
  const handle = steps.handle(JSON.parse(JSON.stringify(parameters)));
  deepEqual([await handle.finished(), await handle.failed!()], [false, false]);
  at.service.status = "Done";
  deepEqual([await handle.finished(), await handle.failed!()], [true, false]);
  const finished = JSON.parse(JSON.stringify(await steps.finish(parameters, at.context)));
  const outputs = steps.setResults(finished, at.context) as Record<string, unknown>;
  equal(outputs.status, "Done");
  equal(outputs.result, 'result of {"n": 1}');
  equal(Deno.readTextFileSync((outputs.result_file as PathValue).name), 'result of {"n": 1}');
  equal((outputs.headers as Map<string, string>).get("x-unit"), "kelvin");
  const asked = ["POST /jobs", "GET /jobs/vt-key", "GET /jobs/vt-key", "GET /jobs/vt-key", "GET /results/vt-key"];
  deepEqual(at.service.asked, asked);
});

Deno.test("HttpJob finds the address to ask in a field, and takes the last answer for the result", async () => {
  await using at = stage();
  const inputs = { status_url_field: "links.0", result_url_field: "", content_type: "text/x-work" };
  let type: string | null = null;
  at.service.instead = (request) => {
    if (request.method === "POST") type = request.headers.get("Content-Type");
    return undefined;
  };
  const parameters = await steps.start(at.read(inputs), at.context);
  equal(type, "text/x-work");
  at.service.status = "succeeded";
  const outputs = steps.setResults(await steps.finish(parameters, at.context), at.context) as { result: string };
  deepEqual(JSON.parse(outputs.result), { job: { state: "succeeded", result: "/results/vt-key" } });
});

Deno.test("HttpJob fails with what the service says of a failed job", async () => {
  await using at = stage();
  const parameters = await steps.start(at.read(), at.context);
  at.service.status = "failed";
  const handle = steps.handle(parameters);
  deepEqual([await handle.finished(), await handle.failed!()], [true, true]);
  await rejects(async () => await steps.finish(parameters, at.context), (error) => {
    ok(error instanceof ModuleError);
    match(error.message, /^The job failed: GET http:\S+\/jobs\/vt-key answered 200: \{"job":\{"state":"failed"/);
    return true;
  });
});

Deno.test("HttpJob keeps no cookies", async () => {
  await using at = stage();
  const parameters = await steps.start(at.read({ result_url_field: "" }), at.context);
  at.service.instead = () => Response.json({ job: { state: "done" } }, { headers: { "Set-Cookie": "session=s3cret" } });
  const finished = await steps.finish(parameters, at.context);
  ok(!JSON.stringify(finished).includes("s3cret"));
});

Deno.test("start() with the same key is the same job", async () => {
  await using at = stage();
  const parameters = at.read();
  deepEqual(await steps.start(parameters, at.context), await steps.start(parameters, at.context));
  equal(at.service.jobs.size, 1);
});

for (const status of [301, 307, 400, 401, 404, 422, 429]) {
  Deno.test(`start() knows that nothing was submitted when the service answers ${status}`, async () => {
    await using at = stage();
    at.service.instead = () => new Response("no\n such queue", { status });
    await rejects(async () => await steps.start(at.read(), at.context), {
      name: "ModuleError",
      message: `Cannot submit the job: POST ${at.service.url}/jobs answered ${status}: no such queue`,
    });
    equal(at.service.asked.length, 1);
  });
}

for (const status of [200, 302, 408, 409, 500, 503]) {
  Deno.test(`start() does not know whether the work was taken when the service answers ${status} alone`, async () => {
    await using at = stage();
    at.service.instead = () => new Response("well", { status });
    await rejects(async () => await steps.start(at.read(), at.context), {
      name: "Error",
      message: /^Cannot (tell|ask)/,
    });
    equal(at.service.asked.length, 1);
  });
}

Deno.test("recover() asks for the key, and knows what was not submitted", async () => {
  await using at = stage();
  const parameters = at.read({ recover_url: `${at.service.url}/find/{key}` });
  equal(await steps.recover!(parameters, at.context), undefined);
  const started = await steps.start(parameters, at.context);
  deepEqual(await steps.recover!(parameters, at.context), started);
  equal(at.service.asked.filter((one) => one === "POST /jobs").length, 1);
});

Deno.test("recover() takes the address that it was led to for the one to ask", async () => {
  await using at = stage();
  at.service.instead = (_, path) =>
    path === "/find" ? new Response(null, { status: 303, headers: { Location: "/jobs/7" } }) : undefined;
  const found = await steps.recover!(at.read({ recover_url: `${at.service.url}/find` }), at.context);
  equal((found as { status_url: string }).status_url, `${at.service.url}/jobs/7`);
});

Deno.test("recover() without an address to ask says that nobody knows", async () => {
  await using at = stage();
  await rejects(
    async () => await steps.recover!(at.read(), at.context),
    { message: "Cannot tell whether the job was submitted: no recover_url is given" },
  );
});

for (
  const [what, answer, message] of [
    ["a job that is not there", () => new Response("gone", { status: 404 }), /answered 404: gone$/],
    ["what is no JSON", () => new Response("<html>"), /^Cannot find job\.state in the answer: it is no JSON$/],
    ["a status that is missing", () => Response.json({ job: {} }), /^Cannot find job\.state in .*: it is not there$/],
    ["a status that is a list", () => Response.json({ job: { state: [] } }), /job\.state in .*: it is no text$/],
    ["an answer that is too long", () => new Response("x".repeat(1001)), /: the answer has more than 1000 bytes$/],
  ] as const
) {
  Deno.test(`finished() says nothing of the job after ${what}`, async () => {
    await using at = stage();
    const parameters = await steps.start(at.read({ maximum_size: 1000 }), at.context);
    at.service.instead = answer;
    await rejects(async () => await steps.handle(parameters).finished(), { message });
  });
}

Deno.test("cancel() deletes the job where that is wanted", async () => {
  await using at = stage();
  equal(steps.handle(await steps.start(at.read(), at.context)).cancel, undefined);
  const parameters = await steps.start(at.read({ delete_on_cancel: true }), at.context);
  await steps.handle(parameters).cancel!();
  equal(at.service.jobs.size, 0);
  at.service.instead = () => new Response("busy", { status: 500 });
  await rejects(
    async () => await steps.handle(parameters).cancel!(),
    /^Error: Cannot cancel the job: DELETE .* 500: busy$/,
  );
});

for (
  const [what, inputs, message] of [
    ["an address that is none", { url: "jobs" }, "Cannot send a request: its url is no web address"],
    ["a file for an address", { url: "file:///etc/passwd" }, /: its url begins with file:, http: or https: is wanted$/],
    ["a password in an address", { url: "https://me:pw@host/x" }, /^Cannot send a request to host: a password in/],
    [
      "a header with a strange name",
      { headers: new Map([["A B", "x"]]) },
      "Cannot submit the job: A B is no name of a header",
    ],
    ["a header that is no text", { headers: new Map([["A", 1]]) }, "Cannot submit the job: header A is no text"],
    ["a key of its own", { headers: new Map([["idempotency-key", "1"]]) }, /: idempotency-key is set by itself$/],
    ["a strange method", { method: "TRACE" }, "Cannot submit the job: method is TRACE, POST, PUT, PATCH are known"],
    ["no time", { timeout: 0 }, /^Cannot submit the job: timeout/],
  ] as const
) {
  Deno.test(`HttpJob refuses ${what}`, async () => {
    await using at = stage();
    throws(() => at.read(inputs), { name: "ModuleError", message });
    deepEqual(at.service.asked, []);
  });
}
