/** What became of basic modules of older versions. */
import type { Package } from "vt";

/** See {@linkcode Package.upgrades}. */
export const upgrades: Package["upgrades"] = [
  {
    module: "FileSink",
    end: "1.6",
    inputs: {
      overrideFile: "overwrite",
      outputName: { port: "outputPath", through: { module: "OutputPath", input: "name", output: "value" } },
    },
  },
  {
    module: "GetItemsFromDirectory",
    end: "1.6",
    newModule: "Directory",
    inputs: { dir: "value" },
    outputs: { itemlist: "itemList" },
  },
  { module: "InputPort", end: "1.6", inputs: { old_name: null } },
  { module: "OutputPort", end: "1.6", inputs: { old_name: null } },
  { module: "SmartSource", newModule: "PythonSource" },
];
