/** A value, or as much of it as can be looked at. */
import { sizeText } from "../../runtime/quantity_text.ts";
import type { Preview } from "../data/preview.ts";
import type { Html } from "../layout.tsx";

/** What it needs. */
export interface ValuePreviewProps {
  readonly preview: Preview;
  /** What the value is called. */
  readonly name: string;
  /** Where to get it: of several files the one with that number. Undefined where it cannot be had. */
  readonly linkOf?: (item: number, isShown: boolean) => string;
}

/** See the head of the file. */
export function ValuePreview({ preview, name, linkOf }: ValuePreviewProps): Html {
  switch (preview.kind) {
    case "text":
      return <TextPreview text={preview.text} isCut={preview.isCut} name={name} />;
    case "table":
      return <TablePreview preview={preview} name={name} />;
    case "image":
      return linkOf === undefined
        ? <span class="soft">a picture</span>
        : <Picture address={linkOf(0, true)} name={name} />;
    case "bytes":
      return <span class="soft">{`${sizeText(preview.size)} of bytes`}</span>;
    case "files":
      return <Files paths={preview.paths} name={name} linkOf={linkOf} />;
    case "description":
      return <span class="soft">{preview.text}</span>;
  }
}

/** Characters of a text that need no frame of their own. */
const SHORT = 120;

function TextPreview(
  { text, isCut, name }: { readonly text: string; readonly isCut: boolean; readonly name: string },
): Html {
  if (text.length <= SHORT && !text.includes("\n")) return <code class="given">{text}</code>;
  return (
    <>
      <pre class="written value-text" tabindex={0} aria-label={name}>{text}</pre>
      {isCut ? <p class="small soft">This is only how it begins.</p> : null}
    </>
  );
}

function TablePreview(
  { preview, name }: { readonly preview: Extract<Preview, { kind: "table" }>; readonly name: string },
): Html {
  const { head, rows, count } = preview;
  return (
    <>
      <div class="scroll value-table" tabindex={0} role="region" aria-label={name}>
        <table>
          {head.length === 0 ? null : (
            <thead>
              <tr>{head.map((text) => <th scope="col">{text}</th>)}</tr>
            </thead>
          )}
          <tbody>{rows.map((row) => <tr>{row.map((cell) => <td>{cell}</td>)}</tr>)}</tbody>
        </table>
      </div>
      {count > rows.length ? <p class="small soft">{`The first ${rows.length} of ${count} rows.`}</p> : null}
    </>
  );
}

function Picture({ address, name }: { readonly address: string; readonly name: string }): Html {
  return <img class="value-picture" src={address} alt={`${name}, a picture`} loading="lazy" />;
}

const MAY_BE_PICTURE = /\.(png|jpe?g|gif|webp)$/i;

function Files(
  { paths, name, linkOf }: Omit<ValuePreviewProps, "preview"> & { readonly paths: readonly string[] },
): Html {
  return (
    <ul class="value-files">
      {paths.map((path, i) => (
        <li>
          {linkOf === undefined ? <span class="mono">{path}</span> : <a class="mono" href={linkOf(i, false)}>{path}</a>}
          {linkOf !== undefined && MAY_BE_PICTURE.test(path)
            ? <Picture address={linkOf(i, true)} name={`${name}: ${path.slice(path.lastIndexOf("/") + 1)}`} />
            : null}
        </li>
      ))}
    </ul>
  );
}
