/**
 * Command line tools: each `.clt` file in `$VT_CLTOOLS`, else in `~/.vistrails/CLTools`, is a module.
 *
 * @module
 */
import { defineModule, definePackage, ModuleError, type Package } from "vt";
import { readTools, toolFolder } from "./tool_folder.ts";

/** What every tool is. */
export const CLTools = defineModule({
  name: "CLTools",
  doc: "The base of command line tools.",
  abstract: true,
  inputs: {},
  outputs: {},
  compute: () => {
    throw new ModuleError("Cannot run CLTools: it is the base of command line tools");
  },
});

/** VisTrails' package of command line tools, with those of the person who runs this. */
export const clToolsPackage: Package = definePackage({
  identifier: "org.vistrails.vistrails.cltools",
  name: "CLTools",
  version: "0.1.2",
  modules: [CLTools, ...readTools(toolFolder())],
});
