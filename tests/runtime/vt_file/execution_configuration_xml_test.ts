import assert from "node:assert/strict";
import { VistrailFileError } from "../../../runtime/errors.ts";
import type { ExecutionConfiguration } from "../../../runtime/scheme/execution_configuration.ts";
import {
  readExecutionConfiguration,
  writeExecutionConfiguration,
} from "../../../runtime/vt_file/execution_configuration_xml.ts";

const DESCRIBED = `
<executionConfiguration version="1.0.3" vtVersion="2.1 beta">
  <!-- This module will only be executed locally -->
  <moduleExecutionPreference module_id="0" preference="-1"/>
  <executionPreference id="0" system="ipython">
    <annotation id="0" key="ipython-profile" value="poly_cluster"/>
  </executionPreference>
  <moduleExecutionPreference module_id="1" preference="0"/>
  <moduleExecutionPreference module_id="0,4" preference="0"/>
  <executionPreference id="1" system="multiprocessing">
    <annotation id="1" key="processes" value="8"/>
  </executionPreference>
  <moduleExecutionPreference module_id="2" preference="1"/>
</executionConfiguration>`;

const IMPLEMENTED = `<executionConfiguration id="" version="1.0.3" vtVersion="2.1 beta">
  <executionTarget id="0" scheme="ipython"><annotation id="0" key="ipython-profile" value="poly_cluster"/></executionTarget>
  <executionTarget id="-1" scheme=""/>
  <executionTarget id="1" scheme="multiprocessing"><annotation id="0" key="pool_size" value="8"/></executionTarget>
  <moduleExecutionPreference module_id="0" target=""/>
  <moduleExecutionPreference module_id="1" target="0"/>
  <moduleExecutionPreference module_id="0, 4" target="0"/>
  <moduleExecutionPreference module_id="2" target="1"/>
</executionConfiguration>`;

const READ: ExecutionConfiguration = {
  targets: [
    { name: "ipython", scheme: "ipython", parameters: { "ipython-profile": "poly_cluster" } },
    { name: "process", scheme: "process", parameters: { size: "8" } },
  ],
  preferences: new Map([["0", "here"], ["1", "ipython"], ["0,4", "ipython"], ["2", "process"]]),
};

function document(content: string): string {
  return `<executionConfiguration>\n${content}\n</executionConfiguration>`;
}

Deno.test("readExecutionConfiguration() reads the form that VisTrails described and the one that it wrote", () => {
  assert.deepEqual(readExecutionConfiguration(DESCRIBED), READ);
  assert.deepEqual(readExecutionConfiguration(IMPLEMENTED), READ);
  assert.deepEqual(readExecutionConfiguration(new TextEncoder().encode(IMPLEMENTED)), READ);
});

Deno.test("readExecutionConfiguration() reads the two forms mixed", () => {
  const mixed = document(`<executionTarget id="a" system="threading"/><executionPreference id="b" scheme="ssh"/>
    <moduleExecutionPreference module_id="1" target="b"/><moduleExecutionPreference module_id="2" preference="a"/>
    <moduleExecutionPreference module_id="3"/>`);
  assert.deepEqual(readExecutionConfiguration(mixed), {
    targets: [{ name: "worker", scheme: "worker", parameters: {} }, { name: "ssh", scheme: "ssh", parameters: {} }],
    preferences: new Map([["1", "ssh"], ["2", "worker"], ["3", "here"]]),
  });
});

Deno.test("readExecutionConfiguration() gives targets of one scheme names of their own", () => {
  const named = (name: string) => `<annotation key="name" value="${name}"/>`;
  const target = (id: number, inside = "") =>
    `<executionPreference id="${id}" system="process">${inside}</executionPreference>`;
  const { targets } = readExecutionConfiguration(
    document([target(1), target(2, named("process")), target(3, named("big")), target(4)].join("")),
  );
  assert.deepEqual(targets.map(({ name }) => name), ["process-2", "process", "big", "process-3"]);
});

Deno.test("writeExecutionConfiguration() loses nothing", () => {
  const all: ExecutionConfiguration = {
    targets: [
      ...READ.targets,
      { name: "lab", scheme: "ssh", parameters: { host: 'a"<&>\n', unknown: "", ["__proto__"]: "x" } },
      { name: "worker", scheme: "worker", parameters: { size: "2" } },
    ],
    preferences: new Map([...READ.preferences, ["9", "lab"], ["10", "elsewhere"], ["1,2,3", "auto"]]),
  };
  const written = writeExecutionConfiguration(all);
  assert.deepEqual(readExecutionConfiguration(written), all);
  assert.equal(writeExecutionConfiguration(readExecutionConfiguration(written)), written);
});

Deno.test("writeExecutionConfiguration() writes the form that VisTrails described", () => {
  assert.equal(
    writeExecutionConfiguration({
      targets: [{ name: "big", scheme: "process", parameters: { size: "8" } }],
      preferences: new Map([["0,4", "big"], ["7", "here"], ["8", "worker"]]),
    }),
    `<executionConfiguration version="1.0.3">
  <executionPreference id="0" system="process">
    <annotation id="0" key="name" value="big" />
    <annotation id="1" key="size" value="8" />
  </executionPreference>
  <moduleExecutionPreference module_id="0,4" preference="0" />
  <moduleExecutionPreference module_id="7" preference="-1" />
  <moduleExecutionPreference module_id="8" preference="worker" />
</executionConfiguration>
`,
  );
});

const WRONG: readonly (readonly [content: string, message: RegExp])[] = [
  [`<executionPreference system="ssh"/>`, /^2:1: .*id "" stands for no target/],
  [`<executionPreference id="-1" system="ssh"/>`, /^2:1: .*id "-1" stands for no target/],
  [`<executionPreference id="1" system="a b"/>`, /^2:1: .*"a b" is no name/],
  [`<executionPreference id="1" system="here"/>`, /^2:1: .*here is no name/],
  [
    `\n<executionPreference id="1" system="ssh"/> <executionPreference id="1" system="http"/>`,
    /^3:44: .*another one of id "1"/,
  ],
  [
    `<executionPreference id="1" system="ssh"><annotation key="name" value="worker"/></executionPreference>`,
    /worker is no name for a target of scheme ssh/,
  ],
  [
    `<executionPreference id="1" system="process"><annotation key="size" value="1"/><annotation key="pool_size" value="2"/></executionPreference>`,
    /^2:80: .*key "size" is there twice/,
  ],
  [`<moduleExecutionPreference module_id="" preference="-1"/>`, /^2:1: .*module_id "" names no module/],
  [`<moduleExecutionPreference module_id="1,,2" preference="-1"/>`, /module_id "1,,2" names no module/],
  [`<moduleExecutionPreference module_id="1${",1".repeat(65)}" preference="-1"/>`, /names no module/],
  [`<moduleExecutionPreference module_id="1" preference="5"/>`, /there is no target of id "5"/],
  [
    `<moduleExecutionPreference module_id="1"/><moduleExecutionPreference module_id="1"/>`,
    /^2:43: .*module 1 has another one/,
  ],
  [`<executionPreference id="1" system="ssh">`, /^\d+:\d+: /],
  [`<executionPreference id="1" system="ssh"/>`.repeat(1001), /more than 1000 targets/],
  [`<a>`.repeat(20), /nested more than 16 deep/],
];

Deno.test("readExecutionConfiguration() tells of whatever is wrong in a line, with line and column", () => {
  const places = WRONG.map(([content, message]) => [document(content), message] as const);
  for (
    const [xml, message] of [...places, ["<workflow/>", /root element is <workflow>/], ["", /no element/]] as const
  ) {
    assert.throws(() => readExecutionConfiguration(xml), (error: Error) => {
      assert.ok(error instanceof VistrailFileError, String(error));
      assert.match(error.message, message);
      return !error.message.includes("\n");
    });
  }
});

Deno.test("readExecutionConfiguration() throws nothing but its own error for damaged bytes", () => {
  const bytes = new TextEncoder().encode(writeExecutionConfiguration(READ));
  for (let at = 0; at < bytes.length; at++) {
    for (const value of [0, 0x22, 0x3c, 0x80, 0xff]) {
      try {
        readExecutionConfiguration(bytes.with(at, value));
      } catch (error) {
        assert.ok(error instanceof VistrailFileError, String(error));
      }
    }
  }
});
