/** All routes of the API. */
import { EXECUTION_ROUTES } from "./executions.ts";
import { JOB_ROUTES } from "./jobs.ts";
import { MODULE_ROUTES } from "./modules.ts";
import type { ApiRoute } from "./route.ts";
import { TIMER_ROUTES } from "./timer.ts";
import { VISTRAIL_ROUTES } from "./vistrails.ts";
import { WORKFLOW_ROUTES } from "./workflows.ts";

/** See the head of the file. */
export const API: readonly ApiRoute[] = [
  ...EXECUTION_ROUTES,
  ...MODULE_ROUTES,
  ...VISTRAIL_ROUTES,
  ...WORKFLOW_ROUTES,
  ...JOB_ROUTES,
  ...TIMER_ROUTES,
];
