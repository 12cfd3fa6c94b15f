/** The option `--python`. */
import { choosePython } from "../../modules/python/python_command.ts";
import { UsageError } from "../../runtime/errors.ts";

/** The option of every command that may run modules, or says whether they can run. */
export const PYTHON_OPTION = {
  type: "string",
  value: "FILE",
  doc: "the Python that runs PythonSource; else VT_PYTHON, else python3",
} as const;

/** Makes the Python that the option names that of this program and of all that it starts. */
export function usePython(named: string | undefined): void {
  if (named === "") throw new UsageError("Option --python needs a program or its path");
  if (named !== undefined) choosePython(named);
}
