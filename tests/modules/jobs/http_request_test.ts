import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { FakeService } from "./fake_service.ts";
import { stage, steps } from "./http_stage.ts";

Deno.test("finished() tries again after an error of the server, and start() does not", async () => {
  await using at = stage();
  const parameters = await steps.start(at.read(), at.context);
  let failures = 1;
  at.service.instead = () => failures-- > 0 ? new Response(null, { status: 503 }) : undefined;
  equal(await steps.handle(parameters).finished(), false);
  deepEqual(at.service.asked, ["POST /jobs", "GET /jobs/vt-key", "GET /jobs/vt-key"]);
});

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
  // What is impatient is the question alone: the service may take its time to accept the work.
  const parameters = { ...await steps.start(at.read(), at.context) as object, timeout: 0.05 };
  at.service.instead = () => new Response(new ReadableStream());
  await rejects(async () => await steps.handle(parameters).finished(), /: no answer in 0\.05 s$/);
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

Deno.test("start() sends nothing with a header that cannot be sent", async () => {
  await using at = stage();
  await rejects(async () => await steps.start(at.read({ content_type: "a\nb" }), at.context), { name: "ModuleError" });
  deepEqual(at.service.asked, []);
});

function parametersOf(parameters: unknown): { headers: Map<string, string> } {
  return { headers: new Map((parameters as { headers: [string, string][] }).headers) };
}
