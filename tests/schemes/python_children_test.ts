import assert from "node:assert/strict";
import type { ComputeEvent, ComputeRequest } from "../../runtime/scheme/compute_request.ts";
import { openProcessScheme, openWorkerScheme } from "../../schemes/mod.ts";
import { HAS_PYTHON } from "../modules/python/source_runner.ts";
import { assertNoneRuns, assertNoneSleeps, uniqueSeconds } from "../support/sleepers.ts";
import { farSide } from "./requests.ts";

function python(source: string): ComputeRequest {
  const from = { package: "org.vistrails.vistrails.basic" };
  const definition = { source: from, namespace: "", name: "PythonSource" };
  return { work: { definition }, inputs: { source: encodeURIComponent(source) } };
}

const ignore = !HAS_PYTHON || Deno.build.os !== "linux";

for (const [name, open] of Object.entries({ worker: openWorkerScheme, process: openProcessScheme })) {
  Deno.test(
    `${name} scheme ends the Python that serves many modules when one of them does not end`,
    { ignore },
    async () => {
      await using scheme = open({ farSide, size: 1 });
      const seconds = uniqueSeconds();
      assert.equal((await scheme.compute(python("x = 1"))).status, "completed");
      const controller = new AbortController();
      const busy = `import os, signal, subprocess
signal.signal(signal.SIGINT, signal.SIG_IGN)
subprocess.Popen(["sleep", "${seconds}"], start_new_session=True)
print(os.getpid())
while True: pass`;
      let pid = 0;
      const observe = (event: ComputeEvent): void => {
        if (event.kind === "printed") pid ||= Number(event.text);
        controller.abort(new Error("not wanted"));
      };
      await assert.rejects(scheme.compute(python(busy), { signal: controller.signal, observe }), /not wanted/);
      assert.ok(pid > 0);
      await assertNoneRuns(() => [pid]);
      await assertNoneSleeps(seconds);
    },
  );
}
