import { deepEqual, equal } from "node:assert/strict";
import { urlPackage } from "../../../modules/url/mod.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { upgradePipeline } from "../../../runtime/pipeline/upgrade.ts";
import { functionOf, moduleOf } from "../../support/module_of.ts";

const registry = new Registry([urlPackage]);

Deno.test("HTTPFile is DownloadFile, under all identifiers; RepoSync stays without its package", () => {
  const functions = [functionOf("url", "String", "http://localhost/x")];
  const identifiers = ["edu.utah.sci.vistrails.http", "org.vistrails.vistrails.http", "org.vistrails.vistrails.url"];
  const { pipeline } = upgradePipeline({
    modules: [
      ...identifiers.map((identifier, id) =>
        moduleOf(id, "HTTPFile", { package: identifier, version: "0.9.0", functions })
      ),
      moduleOf(3, "RepoSync", { package: "org.vistrails.vistrails.url", version: "1.0.0" }),
    ],
    connections: [],
  }, registry);
  deepEqual(pipeline.modules.map(({ name }) => name), ["DownloadFile", "DownloadFile", "DownloadFile", "RepoSync"]);
  for (const module of pipeline.modules.slice(0, 3)) {
    equal(module.package, "org.vistrails.vistrails.url");
    equal(module.version, "1.1.0");
    deepEqual(module.functions, functions);
  }
});
