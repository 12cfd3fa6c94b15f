/** The packages of this program. It takes a moment to load: only what runs or checks a pipeline imports it. */
import type { Package } from "vt";
import { basicPackage, ownBasicPackage } from "./basic/mod.ts";
import { controlFlowPackage } from "./control_flow/mod.ts";
import { pythonCalcPackage } from "./python_calc/mod.ts";

/** All of them. */
export const packages: readonly Package[] = [basicPackage, ownBasicPackage, controlFlowPackage, pythonCalcPackage];
