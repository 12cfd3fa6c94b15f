/** Sound bundles to begin with: some made here that hold everything a bundle may hold, and real ones. */
import { openZip } from "../../runtime/zip/zip.ts";
import {
  action,
  actionAnnotation,
  add,
  addConnection,
  addModule,
  change,
  remove,
  vistrailXml,
} from "../../tests/fixtures/make_vistrail.ts";

/** A bundle's members by their names; `vistrail` is among them. */
export interface Source {
  readonly name: string;
  readonly members: ReadonlyMap<string, Uint8Array>;
}

/** A file of any more bytes takes too long to be tried thousands of times. */
const LARGEST = 60_000;
const LARGEST_VISTRAIL = 500_000;

/** All of them; `corpus` is a folder with real files. */
export async function readSources(corpus: string | undefined): Promise<readonly Source[]> {
  const real: Source[] = [];
  for (const path of corpus === undefined ? [] : filesBelow(`${corpus}/vt`)) {
    if (Deno.statSync(path).size > LARGEST) continue;
    const zip = openZip(Deno.readFileSync(path));
    if ((zip.members.get("vistrail")?.size ?? Infinity) > LARGEST_VISTRAIL) continue;
    const members = new Map<string, Uint8Array>();
    for (const name of zip.members.keys()) members.set(name, await zip.read(name));
    real.push({ name: path.slice(corpus!.length + 1), members });
  }
  return [...MADE, ...real];
}

/** Paths of files in a folder and those inside it, sorted, since not every system lists them in the same order. */
function filesBelow(folder: string): string[] {
  const entries = [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1);
  return entries.flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(`${folder}/${name}`) : name.endsWith(".vt") ? [`${folder}/${name}`] : []
  );
}

const BASIC = "org.vistrails.vistrails.basic";
const INNER = '<workflow id="0">' +
  `<module id="0" cache="1" name="InputPort" namespace="" package="${BASIC}" version="2.1"/>` +
  `<module id="1" cache="1" name="String" namespace="" package="${BASIC}" version="2.1"/>` +
  '<connection id="0"><port id="0" type="source" moduleId="0" name="InternalPipe" signature=""/>' +
  '<port id="1" type="destination" moduleId="1" name="value" signature=""/></connection></workflow>';
const GROUP = `<add id="10" what="group" objectId="2" parentObjId="" parentObjType=""><group id="2" cache="1" ` +
  `name="Group" namespace="" package="${BASIC}" version="2.1">${INNER}</group></add>`;
const SPEC = '<add id="11" what="portSpec" objectId="0" parentObjId="1" parentObjType="module">' +
  '<portSpec id="0" name="extra" type="input" optional="1" depth="1" sortKey="0"><portSpecItem id="0" pos="0" ' +
  `package="${BASIC}" module="Integer" namespace="" label="" default="" values="" entryType=""/></portSpec></add>`;
const EXPLORATION = '<parameterExploration id="1" actionId="4" name="sweep" date="" user="ada" dims="[2, 1, 1, 1]" ' +
  'layout="{}"><peFunction id="0" moduleId="0" port_name="value" is_alias="0"><peParameter id="0" pos="0" ' +
  'interpolator="Linear Interpolation" value="[1, 5]" dimension="0"/></peFunction></parameterExploration>';
const OLD_EXPLORATION = '<paramexps><paramexp dims="[2,1,1,1]" layout="{}" date="a" name="a"><function id="0" ' +
  'alias="0"><param id="0" dim="0" interp="List" values="[1, 2]"/></function></paramexp></paramexps>';
const JOBS = '{"jobs":{"b39":{"id":"b39","parameters":{"how_long":10},"name":"n","start":"","finished":false}},' +
  '"workflows":{"u":{"version":4,"id":"u","name":"n","user":"ada","start":"","jobs":["b39"]}}}';

const VISTRAIL = vistrailXml(
  action(1, 0, addModule(0, 0) + addModule(1, 1, "List")) +
    action(
      2,
      1,
      add(2, "function", { id: 0, pos: 0, name: "value" }, "module 0") +
        add(3, "parameter", { id: 0, pos: 0, name: "", type: "Integer", val: "7", alias: "n" }, "function 0") +
        add(4, "location", { id: 0, x: 1.5, y: -2 }, "module 0"),
    ) +
    action(3, 2, addConnection(5, 0, { from: 0, to: 1 }) + GROUP + SPEC) +
    action(
      4,
      3,
      change(12, "parameter", { id: 1, pos: 0, type: `${BASIC}:Integer`, val: "8", alias: "n" }, {
        oldId: 0,
        parent: "function 0",
      }) + add(13, "annotation", { id: 1, key: "__desc__", value: "mine" }, "module 1") +
        add(14, "controlParameter", { id: 0, name: "loop_type", value: "pairwise" }, "module 1") +
        add(15, "abstraction", {
          id: 3,
          cache: 1,
          name: "Sub",
          namespace: "u-1",
          package: "local.abstractions",
          version: "1",
          internalVersion: "2",
        }),
    ) +
    action(5, 3, remove(16, "connection", 0) + remove(17, "port", 6) + remove(18, "port", 7)) +
    action(6, 0) + actionAnnotation(4, "__tag__", "final") + actionAnnotation(5, "__prune__", "True") +
    actionAnnotation(4, "__notes__", "<p>a &lt; b</p>") + actionAnnotation(6, "__upgrade__", "4") +
    actionAnnotation(2, "__paramexp__", OLD_EXPLORATION) + EXPLORATION +
    `<annotation id="9" key="__jobs__" value="${JOBS.replaceAll('"', "&quot;")}"/>` +
    `<vistrailVariable name="v" uuid="v-1" package="${BASIC}" module="Integer" namespace="" value="3"/>`,
);
const OLD = vistrailXml(
  action(
    1,
    0,
    addModule(0, 0, "a|Integer") + '<annotation id="1" key="notes" value="old"/>' +
      '<add id="1" what="portSpec" objectId="0" parentObjId="0" parentObjType="module"><portSpec id="0" name="p" ' +
      'type="input" spec="(edu.utah.sci.vistrails.basic:Integer,edu.utah.sci.vistrails.basic:String:ns)"/></add>' +
      '<add id="2" what="abstractionRef" objectId="1" parentObjId="" parentObjType="">' +
      '<abstractionRef id="1" name="Sub" version="2"/></add>',
  ) +
    '<tag id="1" name="first"/><annotation id="2" key="__vistrail_vars__" ' +
    `value="{'v': ('u', ('${BASIC}', 'Integer', ''), '3')}"/>`,
  "0.9.0",
);
const SUB = vistrailXml(
  action(1, 0, addModule(0, 0)) + action(2, 1, addModule(1, 1, "String")) +
    '<annotation id="0" key="__abstraction_uuid__" value="u-1"/>',
);
const LOG = '<workflowExec id="1" user="ada" tsStart="2016-01-02 03:04:05" tsEnd="2016-01-02 03:04:06" completed="1" ' +
  'parentVersion="4"/><workflowExec user="" completed="-2"><annotation key="__reason__" value="because"/></workflowExec>';
const MASHUP = '<mashuptrail id="m" vtVersion="4"><action id="2"><mashup name="app"><alias name="n"><component ' +
  'vttype="parameter" vtid="1" vtmid="0" type="Integer" val="1" widget="slider" minVal="0" maxVal="9" ' +
  'valueList="[1, 2]"/></alias></mashup></action><actionAnnotation key="__tag__" value="best" action_id="2"/>' +
  "</mashuptrail>";

const MADE: readonly Source[] = [
  source("made: everything", {
    vistrail: VISTRAIL,
    log: LOG,
    "mashups/m": MASHUP,
    "abstraction_Sub(u-1).xml": SUB,
    "thumbs/a.png": "PNG",
    "other.px": "kept",
  }),
  source("made: an old schema", { vistrail: OLD }),
];

function source(name: string, members: Record<string, string>): Source {
  const encoder = new TextEncoder();
  return { name, members: new Map(Object.entries(members).map(([member, text]) => [member, encoder.encode(text)])) };
}
