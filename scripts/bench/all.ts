/** Runs every benchmark and prints their tables. */
import { agents } from "./agents.ts";
import { durableResults } from "./durable_results.ts";
import { executable } from "./executable.ts";
import { jobLoop } from "./job_loop.ts";
import { largePipelines } from "./large_pipelines.ts";
import { monitor } from "./monitor.ts";
import { parallel } from "./parallel.ts";
import { schemes } from "./schemes.ts";
import { startUp } from "./start_up.ts";
import { records } from "./records.ts";
import { printMachine } from "./table.ts";
import { vistrails } from "./vistrails.ts";

printMachine();
await startUp();
await executable();
await vistrails();
await largePipelines();
await durableResults();
await records();
await jobLoop();
await monitor();
await schemes();
await parallel();
await agents();
