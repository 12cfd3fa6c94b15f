/** Runs every benchmark and prints their tables. */
import { agentData } from "./agent_data.ts";
import { agents } from "./agents.ts";
import { bareHost } from "./bare_host.ts";
import { durableResults } from "./durable_results.ts";
import { executable } from "./executable.ts";
import { jobLoop } from "./job_loop.ts";
import { largePipelines } from "./large_pipelines.ts";
import { parallel } from "./parallel.ts";
import { schemes } from "./schemes.ts";
import { startUp } from "./start_up.ts";
import { printMachine } from "./table.ts";
import { vistrails } from "./vistrails.ts";

printMachine();
await startUp();
await executable();
await bareHost();
await vistrails();
await largePipelines();
await durableResults();
await jobLoop();
await schemes();
await parallel();
await agents();
await agentData();
