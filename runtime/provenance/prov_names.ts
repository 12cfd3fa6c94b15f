/** Names and values as PROV-JSON has them. */
import type { Datum } from "./data_flow.ts";
import { plainValue, typedNumber } from "./plain_value.ts";

/** What is said of something. */
export type Attributes = Readonly<Record<string, unknown>>;

/** A member of a section of the document. */
export type Entry = readonly [id: string, attributes: Attributes];

/** The execution itself. */
export const RUN = "run:execution";
/** Who asked for it. */
export const USER = "run:user";
/** What did it. */
export const ENGINE = "run:vt";

const slashed = (key: string): string => key.replaceAll(",", "/").replace("#", "~");

/** A module of the workflow, by its path. */
export const planId = (path: string): string => `run:module/${slashed(path)}`;
/** A module that ran, by its key. */
export const activityId = (key: string): string => `run:execution/${slashed(key)}`;
/** One iteration of it. */
export const iterationId = (key: string, label: string): string => `run:iteration/${slashed(key)}/${label}`;
/** What an activity had done elsewhere. */
export const remoteId = (activity: string, i: number): string => `${activity.replace("execution", "remote")}/${i}`;
/** A machine, by its number in the execution. */
export const machineId = (id: number): string => `run:machine/${id}`;
/** A value. */
export const dataId = ({ id }: Datum): string => `run:data/${dataName(id)}`;
/** A file in a value that is a list, a tuple or a dict. */
export const memberId = (datum: Datum, i: number): string => `${dataId(datum)}/member/${i}`;
/** The prefix of names in another execution. */
export const otherPrefix = (id: string): string => `run_${id.replaceAll(/\W/g, "_")}`;
/** A value that another execution gave. */
export const reusedId = (exec: string, path: string, port: string): string =>
  `${otherPrefix(exec)}:data/${dataName(`${path}/${port}`)}`;

/** What no name of PROV may hold is written as in addresses. */
function dataName(id: string): string {
  return encodeURIComponent(slashed(id.toWellFormed())).replaceAll("%2F", "/");
}

/** A name as a value. */
export function name(qualified: string): { readonly $: string; readonly type: "xsd:QName" } {
  return { $: qualified, type: "xsd:QName" };
}

/** When something ran. */
export function times({ startedAt, finishedAt }: { startedAt?: number; finishedAt?: number }): Attributes {
  return given({
    "prov:startTime": startedAt === undefined ? undefined : new Date(startedAt).toISOString(),
    "prov:endTime": finishedAt === undefined ? undefined : new Date(finishedAt).toISOString(),
  });
}

/** What a module said, each as an attribute of its own. */
export function annotations(values: Readonly<Record<string, unknown>> = {}): Attributes {
  return Object.fromEntries(
    Object.entries(values).map((
      [key, value],
    ) => [`vt:annotation.${encodeURIComponent(key.toWellFormed())}`, plain(value)]),
  );
}

/** Without what is undefined. */
export function given(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

/** PROV's values are texts, numbers and truth values, or literals with a type. */
export function plain(value: unknown): unknown {
  return typedNumber(value) ?? plainValue(value);
}

/** Of what an activity is a part: of the whole, of what runs it, or of one of its iterations. */
export function partOf(key: string | undefined, iteration: string | undefined): string {
  if (key === undefined) return RUN;
  return iteration === undefined ? activityId(key) : iterationId(key, iteration);
}
