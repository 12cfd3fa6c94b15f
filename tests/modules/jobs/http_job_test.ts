import { deepEqual, equal, match, ok, rejects, throws } from "node:assert/strict";
import { ModuleError, type PathValue } from "vt";
import { HttpJob } from "../../../modules/jobs/mod.ts";
import { FakeJobContext, stepsOf, temporaryFolder } from "./fake_job_context.ts";
import { FakeService } from "./fake_service.ts";

const steps = stepsOf(HttpJob);
const DEFAULTS = Object.fromEntries(
  Object.entries(HttpJob.inputs).flatMap(([name, port]) => "default" in port ? [[name, port.default]] : []),
);
const FIELDS = { status_field: "job.state", result_url_field: "job.result" };

interface Stage extends AsyncDisposable {
  readonly service: FakeService;
  readonly context: FakeJobContext;
  /** The parameters that a run has recorded. */
  read(inputs?: Readonly<Record<string, unknown>>): unknown;
}

function stage(): Stage {
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

Deno.test("start() knows that nothing was submitted where nobody listens", async () => {
  await using at = stage();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}/jobs?token=secret`;
  listener.close();
  await rejects(async () => await steps.start(at.read({ url }), at.context), {
    name: "ModuleError",
    message: /^Cannot POST http:\/\/127\.0\.0\.1:\d+\/jobs: client error \(Connect\)/,
  });
});

Deno.test("start() does not know of work whose connection broke", async () => {
  await using at = stage();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answering = (async () => {
    using connection = await listener.accept();
    await connection.read(new Uint8Array(10_000));
  })();
  const url = `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}/jobs?token=secret`;
  await rejects(async () => await steps.start(at.read({ url }), at.context), (error) => {
    equal((error as Error).name, "Error");
    match((error as Error).message, /^Cannot POST http:\S+\/jobs: client error \(SendRequest\)/);
    ok(!(error as Error).message.includes("secret"));
    return true;
  });
  await answering;
  listener.close();
});

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

Deno.test("finished() tries again after an error of the server, and start() does not", async () => {
  await using at = stage();
  const parameters = await steps.start(at.read(), at.context);
  let failures = 1;
  at.service.instead = () => failures-- > 0 ? new Response(null, { status: 503 }) : undefined;
  equal(await steps.handle(parameters).finished(), false);
  deepEqual(at.service.asked, ["POST /jobs", "GET /jobs/vt-key", "GET /jobs/vt-key"]);
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

Deno.test("HttpJob stops reading an answer that does not end", async () => {
  await using at = stage();
  const parameters = await steps.start(at.read({ maximum_size: 100_000 }), at.context);
  let isClosed = false;
  at.service.instead = () =>
    new Response(
      new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(10_000)),
        cancel: () => void (isClosed = true),
      }),
    );
  await rejects(async () => await steps.handle(parameters).finished(), /more than 100000 bytes$/);
  while (!isClosed) await new Promise((resolve) => setTimeout(resolve, 1));
});

Deno.test("HttpJob does not wait for ever", async () => {
  await using at = stage();
  const parameters = await steps.start(at.read({ timeout: 0.05 }), at.context);
  at.service.instead = () => new Response(new ReadableStream());
  await rejects(async () => await steps.handle(parameters).finished(), /: no answer in 0\.05 s$/);
});

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

Deno.test("HttpJob sends variables of the environment, and neither keeps nor says them", async () => {
  await using at = stage();
  Deno.env.set("VT_TEST_TOKEN", "s3cret value");
  try {
    const seen: (string | null)[] = [];
    at.service.instead = (request) => {
      seen.push(request.headers.get("Authorization"));
      return request.method === "GET" ? new Response(`you are ${seen.at(-1)}`, { status: 403 }) : undefined;
    };
    const parameters = await steps.start(
      at.read({ headers: new Map([["Authorization", "Bearer ${VT_TEST_TOKEN}"]]) }),
      at.context,
    );
    ok(!JSON.stringify(parameters).includes("s3cret"));
    await rejects(
      async () => await steps.handle(parameters).finished(),
      /answered 403: you are Bearer \$\{VT_TEST_TOKEN\}$/,
    );
    deepEqual(seen, ["Bearer s3cret value", "Bearer s3cret value"]);
    Deno.env.set("VT_TEST_TOKEN", "a\nb");
    await rejects(async () => await steps.start(at.read(parametersOf(parameters)), at.context), (error) => {
      equal((error as Error).message.split(":")[0], "Cannot send header Authorization");
      ok(!(error as Error).message.includes("b\n") && !(error as Error).message.includes("\n"));
      return true;
    });
    Deno.env.delete("VT_TEST_TOKEN");
    await rejects(async () => await steps.start(at.read(parametersOf(parameters)), at.context), {
      name: "ModuleError",
      message: "Cannot send header Authorization: the environment has no VT_TEST_TOKEN",
    });
  } finally {
    Deno.env.delete("VT_TEST_TOKEN");
  }
});

function parametersOf(parameters: unknown): { headers: Map<string, string> } {
  return { headers: new Map((parameters as { headers: [string, string][] }).headers) };
}

Deno.test("HttpJob sends its headers to no other origin", async () => {
  await using at = stage();
  await using other = new FakeService();
  const seen: (string | null)[] = [];
  other.status = "done";
  other.instead = (request) => void seen.push(request.headers.get("X-Key")) as undefined;
  at.service.instead = (request, path) => {
    seen.push(request.headers.get("X-Key"));
    const Location = `${other.url}/jobs/1`;
    return request.method === "POST"
      ? new Response(null, { status: 202, headers: { Location: "/led" } })
      : path === "/led"
      ? new Response(null, { status: 302, headers: { Location } })
      : undefined;
  };
  const parameters = await steps.start(at.read({ headers: new Map([["X-Key", "k"]]) }), at.context);
  await steps.finish(parameters, at.context);
  deepEqual(seen, ["k", "k", null, null]);
});

Deno.test("HttpJob follows no circle, and nothing but web addresses", async () => {
  await using at = stage();
  const parameters = await steps.start(at.read(), at.context);
  at.service.instead = () => new Response(null, { status: 302, headers: { Location: "/again" } });
  await rejects(async () => await steps.handle(parameters).finished(), /it redirects again and again$/);
  at.service.instead = () => new Response(null, { status: 302, headers: { Location: "file:///etc/hostname" } });
  await rejects(
    async () => await steps.handle(parameters).finished(),
    /its url begins with file:, http: or https: is wanted$/,
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
    ["a body with GET", { method: "get" }, "Cannot submit the job: get has no body, one is given"],
    ["no time", { timeout: 0 }, /^Cannot submit the job: timeout/],
  ] as const
) {
  Deno.test(`HttpJob refuses ${what}`, async () => {
    await using at = stage();
    throws(() => at.read(inputs), { name: "ModuleError", message });
    deepEqual(at.service.asked, []);
  });
}
