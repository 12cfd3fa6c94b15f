/** What kind of content a file has, by the ending of its name. */

const TYPES: ReadonlyMap<string, string> = new Map([
  ["bz2", "application/x-bzip2"],
  ["csv", "text/csv"],
  ["fits", "application/fits"],
  ["geojson", "application/geo+json"],
  ["gif", "image/gif"],
  ["gz", "application/gzip"],
  ["h5", "application/x-hdf5"],
  ["hdf5", "application/x-hdf5"],
  ["htm", "text/html"],
  ["html", "text/html"],
  ["jpeg", "image/jpeg"],
  ["jpg", "image/jpeg"],
  ["js", "text/javascript"],
  ["json", "application/json"],
  ["jsonl", "application/jsonl"],
  ["log", "text/plain"],
  ["md", "text/markdown"],
  ["nc", "application/x-netcdf"],
  ["npy", "application/x-npy"],
  ["parquet", "application/vnd.apache.parquet"],
  ["pdf", "application/pdf"],
  ["png", "image/png"],
  ["py", "text/x-python"],
  ["svg", "image/svg+xml"],
  ["tar", "application/x-tar"],
  ["tif", "image/tiff"],
  ["tiff", "image/tiff"],
  ["ts", "text/typescript"],
  ["tsv", "text/tab-separated-values"],
  ["txt", "text/plain"],
  ["vt", "application/x-vistrails"],
  ["xml", "application/xml"],
  ["yaml", "application/yaml"],
  ["yml", "application/yaml"],
  ["zip", "application/zip"],
]);

/** The media type; `application/octet-stream` of all else. */
export function mediaType(name: string): string {
  const ending = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  return TYPES.get(ending) ?? "application/octet-stream";
}
