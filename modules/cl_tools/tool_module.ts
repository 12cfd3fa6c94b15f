/** Command line tools as modules. */
import { type AnyDefinition, type ComputeContext, ModuleError, python } from "vt";
import { nameOf } from "../basic/file_system.ts";
import { checkClass, commandLine, FILE_SUFFIX, fileValue, type ToolInputs, type WrittenFile } from "./command_line.ts";
import { toolEnvironment } from "./environment.ts";
import type { Tool, ToolStream } from "./tool_file.ts";
import { inputPorts, outputPorts } from "./tool_ports.ts";

/** The module of a tool. No shell is involved: what comes in on a port is one argument, whatever it holds. */
export function toolModule(name: string, tool: Tool): AnyDefinition {
  return {
    name,
    doc: `Runs the command line tool ${tool.command}.`,
    exactNumbers: true,
    parallelizable: { worker: true, process: true, remote: true, autoselect: false },
    inputs: inputPorts(tool),
    outputs: outputPorts(tool),
    compute: (inputs, context) => runTool(tool, inputs, context),
  };
}

/** The module of a tool whose description cannot be read: it says so when it runs. */
export function brokenToolModule(name: string, reason: string): AnyDefinition {
  return {
    name,
    doc: `Cannot run: ${reason}.`,
    dynamicPorts: true,
    inputs: {},
    outputs: {},
    compute: () => {
      throw new ModuleError(`Cannot run ${name}: ${reason}`);
    },
  };
}

async function runTool(tool: Tool, inputs: ToolInputs, context: ComputeContext): Promise<object> {
  const { args, files } = commandLine(tool, inputs, context);
  const stdin = tool.stdin && stdinFile(tool.stdin, inputs[tool.stdin.name], context);
  const stdout = tool.stdout && streamFile(tool.stdout, context);
  const stderr = tool.stderr && streamFile(tool.stderr, context);
  const environment = toolEnvironment(tool, inputs);
  if (environment.size > 0) {
    context.annotate("execution_env", [...environment].map(([name, value]) => `${name}=${value}`).join(";"));
  }
  const { runProgram } = await import("./run_program.ts");
  const { command, directory } = tool;
  const streams = { stdin, stdout: stdout?.path, stderr: stderr?.path };
  const code = await runProgram({ command, args, directory, environment, ...streams }, context);
  const wanted = tool.options.has("fail_with_cmd") ? 0 : tool.returnCode;
  if (wanted !== undefined && code !== wanted) throw new ModuleError(`Command returned ${code} (!= ${wanted})`);
  const written = [...files, ...(stdout ? [stdout] : []), ...(stderr ? [stderr] : [])];
  return Object.fromEntries([...written.map((file) => [file.port, fileValue(file)]), ["return_code", code]]);
}

/** The file that the tool reads; undefined where the port has no value. */
function stdinFile(stream: ToolStream, value: unknown, context: ComputeContext): string | undefined {
  if (value === undefined) return undefined;
  checkClass(stream.name, stream.class);
  if (stream.class === "file") return nameOf(value);
  const path = context.temporaryPath("file");
  Deno.writeFileSync(path, python.bytesOfStr(value instanceof Uint8Array ? value : python.str(value)));
  return path;
}

function streamFile(stream: ToolStream, context: ComputeContext): WrittenFile {
  checkClass(stream.name, stream.class);
  return { port: stream.name, class: stream.class, path: context.temporaryPath("file", FILE_SUFFIX) };
}
