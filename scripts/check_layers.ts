/** Fails when a file imports what its layer may not: `docs/architecture.md` says why. Prints `file:line: reason`. */

/** Each layer, and the layers that its files may import. `tests` and `scripts` may import anything. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  main: ["commands", "web", "schemes", "modules", "runtime"],
  commands: ["web", "schemes", "modules", "runtime"],
  web: ["runtime"],
  schemes: ["runtime"],
  modules: ["runtime"],
  runtime: [],
};

/** What packages of modules may know of the runtime: its authoring part. A folder ends in `/`. */
const AUTHORING = ["mod", "errors", "port_type", "port", "types", "module", "package", "python/"];

/** The files of `runtime/`, the lowest first: each may import values only from those before it. */
const RUNTIME_ORDER = [
  "version", "errors", "python/", "definition_table", "port_type", "port", "module", "package", "types", "pipeline",
  "execution_event", "log", "machine", "store_path", "store", "log_line", "execution_log", "log_recorder", "mod",
]; // deno-fmt-ignore

interface Import {
  readonly from: string;
  readonly to: string;
  readonly line: number;
  readonly typeOnly: boolean;
}
