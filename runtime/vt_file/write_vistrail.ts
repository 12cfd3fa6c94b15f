/** Writes a new vistrail (schema 1.0.4) of one version: a single action that adds all of a workflow. */
import type { StoredWorkflow } from "../vistrail/stored_workflow.ts";
import type { VistrailVariable } from "../vistrail/vistrail.ts";
import { writeElement, type WrittenElement } from "./write_element.ts";
import { numberWorkflow } from "./write_ids.ts";
import {
  annotationElement,
  connectionElement,
  controlParameterElement,
  functionElement,
  locationElement,
  moduleElement,
  moduleNames,
  parameterElement,
  portElement,
  portSpecElement,
} from "./write_workflow.ts";
import { dateText } from "./xml_edit.ts";

/** What is to be written. */
export interface NewVistrail {
  /** Ids that are null are given; the others stay. */
  readonly workflow: StoredWorkflow;
  /** The version's name; `""` for none. */
  readonly tag: string;
  /** How the version came to be, in a few words. */
  readonly description: string;
  /** Rich text on the version, `""` for none. */
  readonly notes?: string;
  readonly variables?: readonly VistrailVariable[];
  readonly user: string;
  readonly date: Date;
}

/** The text of the document. Throws `InputError` for characters that XML does not have. */
export function writeVistrail(vistrail: NewVistrail): string {
  const workflow = numberWorkflow(vistrail.workflow);
  const [user, date] = [vistrail.user, dateText(vistrail.date)];
  let annotationId = 1 + workflow.modules.flatMap(({ annotations }) => annotations)
    .reduce((largest, { id }) => Math.max(largest, id ?? -1), -1);
  const description = annotationElement({ id: annotationId++, key: "__description__", value: vistrail.description });
  const notes = [["__tag__", vistrail.tag], ["__notes__", vistrail.notes ?? ""]].filter(([, value]) => value !== "");
  return writeElement({
    name: "vistrail",
    attributes: {
      id: null,
      name: "",
      version: "1.0.4",
      "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
      "xsi:schemaLocation": "http://www.vistrails.org/vistrail.xsd",
    },
    children: [
      {
        name: "action",
        attributes: { id: 1, prevId: 0, date, session: 0, user },
        children: [description, ...operations(workflow)],
      },
      ...(vistrail.variables ?? []).map((variable) => ({ name: "vistrailVariable", attributes: { ...variable } })),
      ...notes.map(([key, value]) => ({
        name: "actionAnnotation",
        attributes: { id: annotationId++, key, value, actionId: 1, date, user },
      })),
    ],
  });
}

/** An add operation for every object, parents first. */
function operations(workflow: StoredWorkflow): WrittenElement[] {
  const names = moduleNames(workflow);
  const written: WrittenElement[] = [];
  const add = (element: WrittenElement, parentObjType = "", parentObjId: number | null = null) => {
    const { name: what, attributes: { id: objectId } } = element;
    const attributes = { id: written.length, what, objectId, parentObjId, parentObjType };
    written.push({ name: "add", attributes, children: [element] });
  };
  for (const module of workflow.modules) {
    const { what, id } = module;
    add(moduleElement(module));
    if (module.location !== null) add(locationElement(module.location), what, id);
    for (const one of module.functions) {
      add(functionElement(one), what, id);
      for (const parameter of one.parameters) add(parameterElement(parameter), "function", one.id);
    }
    for (const annotation of module.annotations) add(annotationElement(annotation), what, id);
    for (const parameter of module.controlParameters) add(controlParameterElement(parameter), what, id);
    for (const spec of module.portSpecs) add(portSpecElement(spec), what, id);
  }
  for (const connection of workflow.connections) {
    add(connectionElement(connection));
    for (const port of connection.ports) add(portElement(port, names), "connection", connection.id);
  }
  return written;
}
