import { equal } from "node:assert/strict";
import { endOfFile, lastLines } from "../../../modules/jobs/file_end.ts";

async function endOf(content: string, longest?: number): Promise<string> {
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(path, content);
    return await endOfFile(path, longest);
  } finally {
    Deno.removeSync(path);
  }
}

Deno.test("endOfFile() gives short files whole", async () => {
  equal(await endOf(""), "");
  equal(await endOf("short"), "short");
});

Deno.test("endOfFile() gives so many bytes of a long one", async () => {
  equal(await endOf("x".repeat(100_000) + "end"), "x".repeat(64 * 1024 - 3) + "end");
});

Deno.test("endOfFile() begins with a whole character", async () => {
  equal(await endOf("aé€🎉b", 6), "🎉b");
  equal(await endOf("aé€🎉b", 5), "🎉b");
  equal(await endOf("aé€🎉b", 4), "b");
  equal(await endOf("aé€🎉b", 2), "b");
});

Deno.test("lastLines() leaves out blank lines at the end", () => {
  equal(lastLines("a\nb\n\nc\n\n", 3), "b\n\nc");
  equal(lastLines("", 3), "");
});
