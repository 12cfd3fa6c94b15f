/** The notes of versions as plain text. */
import { oneLine } from "../one_line.ts";

/** Notes are HTML pages of Qt; their text alone, on one line, cut to `most` characters. */
export function plainNotes(html: string, most = 200): string {
  const body = html.replace(/<head[\s>][^]*?<\/head>/i, " ").replace(/<[^<>]*>/g, " ");
  const text = body.replace(/&(lt|gt|amp|quot|nbsp|#39);/g, (_, name: string) => ENTITIES.get(name) ?? " ");
  return oneLine(text, most);
}

const ENTITIES = new Map([["lt", "<"], ["gt", ">"], ["amp", "&"], ["quot", '"'], ["#39", "'"]]);
