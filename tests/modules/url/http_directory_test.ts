import { deepEqual, equal, rejects } from "node:assert/strict";
import { listingLinks } from "../../../modules/url/listing_links.ts";
import { HTTPDirectory } from "../../../modules/url/mod.ts";
import { loopback } from "./loopback.ts";

function page(html: string): Response {
  return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}

/** Files below a folder, with their contents. */
function filesIn(folder: string, below = ""): Record<string, string> {
  const found = [...Deno.readDirSync(folder + below)].map(({ name, isDirectory }) =>
    isDirectory
      ? filesIn(folder, `${below}/${name}`)
      : { [`${below}/${name}`]: Deno.readTextFileSync(`${folder}${below}/${name}`) }
  );
  return Object.assign({}, ...found);
}

Deno.test("listingLinks() resolves links against the page, each once", () => {
  const html = `<A class=x HREF="a&amp;b"><a href='/c#top'> <a href=http://other/d> <a name="x"> <a href=""> <abbr>
    <a title="href=no" href="http://host/dir/a&b"><a href="::no:://"><a href="e"`;
  deepEqual(listingLinks(html, "http://host/dir/").map(String), [
    "http://host/dir/a&b",
    "http://host/c",
    "http://other/d",
    "http://host/dir/::no:://",
  ]);
  equal(listingLinks("<a ".repeat(300_000), "http://host/").length, 0);
});

Deno.test("HTTPDirectory downloads what lies below its URL", async () => {
  const pages: Record<string, string> = {
    "/test": `<a href="/">up</a><a href="?order=N">N</a><a href="a">a</a><a href="cc/">cc</a><a href="f">f</a>
      <a href="../test/..">x</a><a href="http://127.0.0.1:9/test/z">z</a><a href="/test">itself</a><a href="deep/er/g">g</a><a href="%2e%2e/%2e%2e/etc">etc</a><a href="x//y">y</a>`,
    "/test/cc": `<a href="/test/cc/d">d</a><a href="/test/a">a</a><a href="/test/cc/empty/">e</a>`,
    "/test/f": "<p>a page",
    "/test/cc/empty": "nothing",
  };
  await using here = loopback((_, path) =>
    Object.hasOwn(pages, path) ? page(pages[path]) : new Response(`file ${path}`)
  );
  const given = { url: `${here.origin}/test`, insecure: false };
  const { directory, local_path } = await HTTPDirectory.compute(given, here.context);
  equal(directory.name, local_path);
  deepEqual(filesIn(local_path!), {
    "/a": "file /test/a",
    "/cc/d": "file /test/cc/d",
    "/cc/empty.html": "nothing",
    "/deep/er/g": "file /test/deep/er/g",
    "/f.html": "<p>a page",
  });
});

Deno.test("HTTPDirectory takes a URL that is a file for a directory with that file", async () => {
  await using here = loopback(() => new Response("file"));
  const { local_path } = await HTTPDirectory.compute({ url: `${here.origin}/x/y`, insecure: false }, here.context);
  deepEqual(filesIn(local_path!), { "/y": "file" });
});

Deno.test("HTTPDirectory fails with the server's answer", async () => {
  await using here = loopback(() => new Response("", { status: 403 }));
  const running = HTTPDirectory.compute({ url: `${here.origin}/x`, insecure: false }, here.context);
  await rejects(Promise.resolve(running), { message: "HTTPError: HTTP Error 403: Forbidden" });
});
