/** What became of modules of older versions of the package. */
import type { Package } from "vt";

const lists = { List_1: "List1", List_2: "List2" };

/** See {@linkcode Package.upgrades}. */
export const upgrades: Package["upgrades"] = [
  {
    module: "ListOfElements",
    end: "0.2.2",
    newPackage: "org.vistrails.vistrails.basic",
    newModule: "List",
  },
  {
    module: "Dot",
    end: "0.2.2",
    newModule: "ElementwiseProduct",
    inputs: {
      ...lists,
      // The port that replaced it means the opposite.
      CombineTuple: {
        port: "NumericalProduct",
        through: { module: "Not", input: "input", output: "value" },
        text: (text) => /^true$/i.test(text) ? "False" : "True",
      },
    },
  },
  { module: "Cross", end: "0.2.2", newModule: "CartesianProduct", inputs: lists },
];
