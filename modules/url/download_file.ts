/** One file from the network. */
import { type ComputeContext, defineModule, PathValue, port, python, types as t } from "vt";
import { cacheName, downloadFolder } from "./download_cache.ts";
import { downloadAgain, downloadHttp } from "./http_download.ts";
import { downloadFtp, downloadScp } from "./program_download.ts";

/** A file of a URL. */
export const DownloadFile = defineModule({
  name: "DownloadFile",
  doc: "A file by its URL (http, https, ftp, ssh, scp, file); one that has not changed is not downloaded again.",
  exactNumbers: true,
  parallelizable: { worker: true, process: true, remote: true, autoselect: false },
  inputs: {
    url: port(t.String, { missing: "'url' is a mandatory port" }),
    insecure: port(t.Boolean, { default: false, doc: "Takes any certificate of an https server." }),
  },
  outputs: { file: port(t.File), local_filename: port(t.String, { hidden: true }) },
  compute: async ({ url, insecure }, context) => {
    const address = python.str(url);
    const path = `${downloadFolder()}/${await cacheName(address)}`;
    await download({ url: address, path, insecure: python.truth(insecure) }, context);
    return { file: new PathValue(path), local_filename: path };
  },
});

function download(wanted: { url: string; path: string; insecure: boolean }, context: ComputeContext): Promise<void> {
  const { url, path } = wanted;
  switch (/^([^/:]+):/.exec(url)?.[1].toLowerCase()) {
    case "http":
    case "https":
      return downloadHttp(wanted, context);
    case "ssh":
    case "scp":
      return downloadScp(url, path, context);
    case "ftp":
    case "ftps":
      return downloadFtp(url, path, context);
    default:
      return downloadAgain(wanted, context);
  }
}
