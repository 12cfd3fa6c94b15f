/**
 * Modules that decide what runs and how often, and folds of lists: `import { Map } from "vt/control_flow"`.
 *
 * @module
 */
import { definePackage, type Package } from "vt";
import { Default, ExecuteInOrder, If } from "./conditional.ts";
import { And, Filter, Fold, FoldWithModule, Map, Or, Sum } from "./fold.ts";
import { For, While } from "./loops.ts";
import { CartesianProduct, Cross, Dot, ElementwiseProduct } from "./products.ts";
import { upgrades } from "./upgrades.ts";

export { And, CartesianProduct, Cross, Default, Dot, ElementwiseProduct, ExecuteInOrder, Filter };
export { Fold, FoldWithModule, For, If, Map, Or, Sum, While };

/** VisTrails' package of control flow. */
export const controlFlowPackage: Package = definePackage({
  identifier: "org.vistrails.vistrails.control_flow",
  name: "Control Flow",
  version: "0.2.4",
  modules: [
    Fold,
    FoldWithModule,
    Map,
    Filter,
    Sum,
    And,
    Or,
    If,
    Default,
    ExecuteInOrder,
    ElementwiseProduct,
    Dot,
    Cross,
    CartesianProduct,
    For,
    While,
  ],
  upgrades,
});
