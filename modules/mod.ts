/** The packages of this program. It takes a moment to load: only what runs or checks a pipeline imports it. */
import type { Package } from "vt";
import { basicPackage, ownBasicPackage } from "./basic/mod.ts";
import { clToolsPackage } from "./cl_tools/mod.ts";
import { controlFlowPackage } from "./control_flow/mod.ts";
import { jobsPackage } from "./jobs/mod.ts";
import { myJobsPackage } from "./my_jobs/mod.ts";
import { persistencePackage } from "./persistence/mod.ts";
import { pythonCalcPackage } from "./python_calc/mod.ts";
import { tableDataPackage } from "./table_data/mod.ts";
import { urlPackage } from "./url/mod.ts";

/** All of them. */
export const packages: readonly Package[] = [
  basicPackage,
  ownBasicPackage,
  controlFlowPackage,
  pythonCalcPackage,
  jobsPackage,
  myJobsPackage,
  tableDataPackage,
  urlPackage,
  persistencePackage,
  clToolsPackage,
];
