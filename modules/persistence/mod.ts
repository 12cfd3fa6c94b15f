/**
 * Files and directories that are kept from run to run, in versions: `import { PersistentOutputFile } from
 * "vt/persistence"`. They lie in the folder `persistent_files` of vt's data directory.
 *
 * @module
 */
import { definePackage, type Package } from "vt";
import {
  PersistentDir,
  PersistentFile,
  PersistentInputDir,
  PersistentInputFile,
  PersistentIntermediateDir,
  PersistentIntermediateFile,
  PersistentOutputDir,
  PersistentOutputFile,
  PersistentPath,
} from "./modules.ts";
import { PERSISTENCE, PersistentRef, persistentRef, type PersistentReference } from "./persistent_ref.ts";
import { upgrades } from "./upgrades.ts";

export { PersistentDir, PersistentFile, PersistentPath };
export { PersistentInputDir, PersistentInputFile };
export { PersistentIntermediateDir, PersistentIntermediateFile };
export { PersistentOutputDir, PersistentOutputFile };
export { PersistentRef, persistentRef, type PersistentReference };

/** VisTrails' package of kept files. */
export const persistencePackage: Package = definePackage({
  identifier: PERSISTENCE,
  name: "Persistence",
  version: "0.3.2",
  oldIdentifiers: ["org.vistrails.vistrails.persistence.exp"],
  modules: [
    PersistentRef,
    PersistentPath,
    PersistentFile,
    PersistentDir,
    PersistentInputFile,
    PersistentOutputFile,
    PersistentIntermediateFile,
    PersistentInputDir,
    PersistentOutputDir,
    PersistentIntermediateDir,
  ],
  upgrades,
});
