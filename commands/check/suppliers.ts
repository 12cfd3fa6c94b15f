/** Which Debian package has the library that a package of VisTrails brought into workflows. */
import { currentIdentifier } from "../../runtime/pipeline/registry.ts";

const SUPPLIERS: ReadonlyMap<string, string> = new Map([
  ["org.vistrails.vistrails.vtk", "python3-vtk9"],
  ["org.vistrails.vistrails.matplotlib", "python3-matplotlib"],
  ["org.vistrails.vistrails.sklearn", "python3-sklearn"],
  ["org.vistrails.vistrails.numpyscipy", "python3-scipy"],
  ["org.vistrails.vistrails.rpy", "python3-rpy2"],
  ["org.vistrails.vistrails.mongodb", "python3-pymongo"],
  ["org.vistrails.vistrails.sql", "python3-sqlalchemy"],
  ["org.vistrails.vistrails.sudswebservices", "python3-suds"],
  ["org.vistrails.vistrails.imagemagick", "imagemagick"],
  ["edu.utah.sci.eranders.ParaView", "python3-paraview"],
]);

/** The Debian package; undefined where there is none, as for what needs a screen. */
export function supplierOf(identifier: string): string | undefined {
  // Each web service is a package of its own, named by its address.
  if (identifier.startsWith("SUDS#")) return "python3-suds";
  return SUPPLIERS.get(currentIdentifier(identifier));
}
