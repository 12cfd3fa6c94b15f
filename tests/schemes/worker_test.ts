import { openWorkerScheme } from "../../schemes/worker.ts";
import { contract } from "./contract.ts";
import { testBrokenFarSide } from "./contract_stopping.ts";
import { farSide } from "./requests.ts";

contract("worker", (options) => openWorkerScheme({ farSide, ...options }));
testBrokenFarSide("worker", (farSide) => openWorkerScheme({ farSide, size: 1 }));
