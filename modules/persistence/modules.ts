/** The modules that keep files and directories: what comes in, what is made on the way, what comes out. */
import {
  type ControlContext,
  defineControlModule,
  type PathValue,
  type Port,
  port,
  type PortType,
  types as t,
  type Wait,
} from "vt";
import { outsideOf } from "./outside.ts";
import { persist, type Persisting, type PersistInputs } from "./persist.ts";
import { type PersistentReference, persistentRefType, type RefMarks } from "./persistent_ref.ts";

const file = { kind: "file" } as const;
const directory = { kind: "directory" } as const;
const given = { optional: true, hidden: false } as const;
const minor = { optional: true } as const;

/** A file or directory. */
export const PersistentPath = defineControlModule({
  name: "PersistentPath",
  doc: "Keeps a file or directory, or gives one that is kept.",
  ...common({}),
  inputs: inputPorts(t.Path, given),
  outputs: { value: port(t.Path) },
});

/** A file. */
export const PersistentFile = defineControlModule({
  name: "PersistentFile",
  doc: "Keeps a file, or gives one that is kept.",
  ...common(file),
  inputs: inputPorts(t.File, given),
  outputs: { value: port(t.File) },
});

/** A directory. */
export const PersistentDir = defineControlModule({
  name: "PersistentDir",
  doc: "Keeps a directory, or gives one that is kept.",
  ...common(directory),
  inputs: inputPorts(t.Directory, given),
  outputs: { value: port(t.Directory) },
});

/** A file from outside. */
export const PersistentInputFile = defineControlModule({
  name: "PersistentInputFile",
  doc: "A kept file by its reference; a file that comes in is kept, as a new version when its content is new.",
  ...common({ ...file, role: "input" }),
  inputs: inputPorts(t.File, minor),
  outputs: { value: port(t.File) },
});

/** A directory from outside. */
export const PersistentInputDir = defineControlModule({
  name: "PersistentInputDir",
  doc: "A kept directory by its reference; one that comes in is kept, as a new version when its content is new.",
  ...common({ ...directory, role: "input" }),
  inputs: inputPorts(t.Directory, minor),
  outputs: { value: port(t.Directory) },
});

/** A file made on the way. */
export const PersistentIntermediateFile = defineControlModule({
  name: "PersistentIntermediateFile",
  doc: "Keeps a file, so that later runs take it and do not run what precedes it.",
  ...common({ ...file, role: "output" }),
  inputs: inputPorts(t.File, given),
  outputs: { value: port(t.File) },
});

/** A directory made on the way. */
export const PersistentIntermediateDir = defineControlModule({
  name: "PersistentIntermediateDir",
  doc: "Keeps a directory, so that later runs take it and do not run what precedes it.",
  ...common({ ...directory, role: "output" }),
  inputs: inputPorts(t.Directory, given),
  outputs: { value: port(t.Directory) },
});

/** A file that the workflow is for. */
export const PersistentOutputFile = defineControlModule({
  name: "PersistentOutputFile",
  doc: "Keeps a file that the workflow makes, as a new version when its content is new.",
  ...common({ ...file, role: "output" }),
  inputs: inputPorts(t.File, given),
  outputs: { value: port(t.File, { hidden: true }) },
});

/** A directory that the workflow is for. */
export const PersistentOutputDir = defineControlModule({
  name: "PersistentOutputDir",
  doc: "Keeps a directory that the workflow makes, as a new version when its content is new.",
  ...common({ ...directory, role: "output" }),
  inputs: inputPorts(t.Directory, given),
  outputs: { value: port(t.Directory, { hidden: true }) },
});

/** How all of them run: in every run, since they keep files; what depends on them may be reused. */
interface Common {
  readonly exactNumbers: true;
  readonly everyRun: true;
  readonly outside?: typeof outsideOf;
  control(inputs: PersistInputs, context: ControlContext): Generator<Wait, { value: PathValue }>;
}

function common(persisting: Persisting): Common {
  return {
    exactNumbers: true,
    everyRun: true,
    ...(persisting.role === "output" ? {} : { outside: outsideFor(persisting) }),
    control: (inputs, context) => persist(persisting, inputs, context),
  };
}

/** What the workflow makes depends on the workflow alone. */
function outsideFor({ role }: Persisting): typeof outsideOf {
  if (role === "input") return outsideOf;
  return (ports, dataDirectory) =>
    ports.connected.has("value") || ports.written.value !== undefined ? undefined : outsideOf(ports, dataDirectory);
}

type BooleanMarks = { Module: 1; Constant: 1; Boolean: 1 };

/** No interface: as one it would have to take ports of any name. */
type InputPorts<Is> = {
  readonly value: Port<PathValue | undefined, Is, 0, true>;
  readonly ref: Port<PersistentReference | undefined, RefMarks, 0, true>;
  readonly localPath: Port<PathValue | undefined, Is, 0, true>;
  readonly readLocal: Port<boolean | undefined, BooleanMarks, 0, true>;
  readonly writeLocal: Port<boolean | undefined, BooleanMarks, 0, true>;
};

function inputPorts<Is>(type: PortType<PathValue, Is>, value: typeof given | typeof minor): InputPorts<Is> {
  return {
    value: port(type, { ...value, updated: "lazily" }),
    ref: port(persistentRefType, { ...given, doc: "Which of the kept files is meant." }),
    localPath: port(type, { ...given, doc: "A copy outside." }),
    readLocal: port(t.Boolean, { ...minor, doc: "The copy is read in place of what is connected." }),
    writeLocal: port(t.Boolean, { ...minor, doc: "The copy is written." }),
  };
}
