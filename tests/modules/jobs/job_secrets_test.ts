import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { FakeJobContext, untilOver } from "./fake_job_context.ts";
import * as http from "./http_stage.ts";
import { shellTest, steps as shell } from "./shell_stage.ts";

const TOKEN = 'it\'s a "canary" $HOME';

shellTest("ShellJob gives secrets to its command, and writes them nowhere", async (folder) => {
  const context = new FakeJobContext(`${folder}/jobs/key`, { TOKEN, OTHER: "o" });
  const parameters = shell.readInputs({
    command: `[ "$AUTHORIZATION" = "Bearer $(cat '${folder}/expected')" ] && env | grep -c vt_secret`,
    environment: new Map([["AUTHORIZATION", "Bearer ${secret:TOKEN}"], ["BOTH", "${secret:OTHER}'${secret:TOKEN}"]]),
    expected_exit_code: 1, // grep finds none
  }, context);
  Deno.writeTextFileSync(`${folder}/expected`, TOKEN);
  const started = await shell.start(parameters, context) as { job_directory: string };
  await untilOver(shell.handle(started, context));
  await shell.finish(started, context);
  equal(JSON.stringify(started).includes("canary"), false);
  const names = [...Deno.readDirSync(started.job_directory)].filter(({ isFile }) => isFile).map(({ name }) => name);
  for (const name of names) equal(Deno.readTextFileSync(`${started.job_directory}/${name}`).includes("canary"), false);
  equal(Deno.readTextFileSync(`${started.job_directory}/stdout`), "0\n");
});

Deno.test("HttpJob puts secrets into its headers when it sends them, and into no message", async () => {
  await using at = http.stage();
  const context = new FakeJobContext(at.context.directory, { TOKEN: "canary-123" });
  const seen: (string | null)[] = [];
  at.service.instead = (request) => {
    seen.push(request.headers.get("Authorization"));
    return request.method === "GET" ? new Response(`no ${seen[0]}`, { status: 403 }) : undefined;
  };
  const given = at.read({ headers: new Map([["Authorization", "Bearer ${secret:TOKEN}"]]) });
  const started = await http.steps.start(given, context);
  equal(JSON.stringify(started).includes("canary"), false);
  await rejects(async () => await http.steps.handle(started, context).finished(), (error: Error) => {
    match(error.message, / answered 403: no Bearer \$\{secret:TOKEN\}$/);
    return true;
  });
  deepEqual(seen, ["Bearer canary-123", "Bearer canary-123"]);
});
