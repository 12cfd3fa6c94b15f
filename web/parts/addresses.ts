/** Addresses of pages, and such as differ from that of a page in some of their parameters. */

/** Parameters to set: undefined and empty ones go. */
export type AddressChange = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Path and query with some parameters changed, and where on the page to go. */
export function changedAddress(address: string, change: AddressChange, part = ""): string {
  const { pathname, searchParams } = new URL(address, "http://page");
  for (const [name, value = []] of Object.entries(change)) {
    searchParams.delete(name);
    for (const one of typeof value === "string" ? [value] : value) if (one !== "") searchParams.append(name, one);
  }
  const query = searchParams.toString();
  return `${pathname}${query === "" ? "" : `?${query}`}${part === "" ? "" : `#${part}`}`;
}

/** Where a module of an execution is shown. */
export function modulePath(execution: string, path: string): string {
  return `/executions/${execution}/modules/${encodeURIComponent(path)}`;
}

/** Where a version of a file is shown; else the one that VisTrails would open. */
export function versionPath(file: string, version?: number): string {
  return `/vistrails?${new URLSearchParams({ file, ...(version !== undefined && { version: String(version) }) })}`;
}
