/** The links of a web page. */

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["#39", "'"],
]);

/** Where the page's `<a href>` lead, as absolute URLs without what stands after `#`, each once. */
export function listingLinks(html: string, base: string): readonly URL[] {
  const links = new Map<string, URL>();
  for (let start = tagAfter(html, 0); start !== -1; start = tagAfter(html, start + 2)) {
    const end = html.indexOf(">", start);
    if (end === -1) break;
    const found = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(html.slice(start, end));
    const written = found?.[1] ?? found?.[2] ?? found?.[3] ?? "";
    const link = written === "" ? null : URL.parse(unescaped(written), base);
    if (link === null) continue;
    link.hash = "";
    links.set(link.href, link);
  }
  return [...links.values()];
}

/** The next `<a` that is a whole word; -1 where there is none. */
function tagAfter(html: string, from: number): number {
  const pattern = /<a(?=\s)/gi;
  pattern.lastIndex = from;
  return pattern.exec(html)?.index ?? -1;
}

function unescaped(text: string): string {
  return text.replace(/&(\w+|#39);/g, (whole, name: string) => ENTITIES.get(name) ?? whole);
}
