/** Programs are stored percent-encoded, on ports that are called so; this gives them as they were written. */
export function sourceText(port: string, text: string): string {
  if (port !== "source") return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
