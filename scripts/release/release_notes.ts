/** What the change log says of a version. */

/** The section of this version, or `Unreleased`, without its heading. Throws where there is none or nothing in it. */
export function releaseNotes(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((one) => /^\[?([^\]\s]+)/.exec(one)?.[1] === version);
  if (section === undefined) throw new Error(`CHANGELOG.md has no section for ${version}`);
  const notes = section.slice(section.indexOf("\n") + 1).trim();
  if (notes === "") throw new Error(`CHANGELOG.md says nothing of ${version}`);
  return `${notes}\n`;
}
