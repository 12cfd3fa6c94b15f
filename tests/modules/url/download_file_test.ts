import { deepEqual, equal, rejects } from "node:assert/strict";
import { cacheName } from "../../../modules/url/download_cache.ts";
import { DownloadFile } from "../../../modules/url/mod.ts";
import { type Loopback, loopback } from "./loopback.ts";

async function download({ context }: Loopback, url: string, insecure = false): Promise<string> {
  const { file, local_filename } = await DownloadFile.compute({ url, insecure }, context);
  equal(file.name, local_filename);
  return Deno.readTextFileSync(file.name);
}

Deno.test("cacheName() quotes the URL, and shortens it by a hash", async () => {
  equal(await cacheName("http://www.google.com/search"), "http%3A%2F%2Fwww.google.com%2Fsearch");
  equal(await cacheName("scp://admin@machine:/etc/passwd"), "scp%3A%2F%2Fadmin%40machine%3A%2Fetc%2Fpasswd");
  const debian = "security.debian.org_dists_jessie_updates_main_binary-amd64_Packages";
  equal(
    await cacheName(`ssh://admin@machine.domain.tld:22022/var/lib/apt/lists/${debian}`),
    "ssh%3A%2F%2Fadmin%40machine.domain.tld%3A22022%2Fvar%2Flib%_e1f69dccfec6f14cdb08f6041a2a43e63d21863d",
  );
  equal(await cacheName("ssh://eve:secret@host/f"), await cacheName("ssh://eve@host/f"), "no password in the name");
});

Deno.test("DownloadFile keeps the file, with its progress, as the server has it", async () => {
  await using here = loopback((request) =>
    new Response("x".repeat(200_000), { headers: { "Content-Length": "200000", "X": request.headers.get("X") ?? "" } })
  );
  equal((await download(here, `${here.origin}/a b`)).length, 200_000);
  deepEqual([...Deno.readDirSync(here.folder)].map(({ name }) => name), [await cacheName(`${here.origin}/a b`)]);
  equal(here.requests[0].headers.get("Accept-Encoding"), "identity");
  equal(here.context.fractions.at(-1), 1);
});

Deno.test("DownloadFile asks by tag and time whether its copy is still good", async () => {
  await using here = loopback((request) => {
    const known = request.headers.get("If-None-Match") === '"1"' && request.headers.has("If-Modified-Since");
    return known ? new Response(null, { status: 304 }) : new Response("content", { headers: { ETag: '"1"' } });
  });
  equal(await download(here, `${here.origin}/f`), "content");
  equal(await download(here, `${here.origin}/f`), "content");
  equal(here.requests[0].headers.has("If-None-Match"), false);
  equal(here.requests.length, 2);
});

Deno.test("DownloadFile does not take what is no newer, but what has another tag", async () => {
  let [content, tag, modified] = ["old", '"1"', "Sat, 01 Jan 2000 00:00:00 GMT"];
  await using here = loopback(() => new Response(content, { headers: { ETag: tag, "Last-Modified": modified } }));
  equal(await download(here, `${here.origin}/f`), "old");
  content = "new";
  equal(await download(here, `${here.origin}/f`), "old");
  modified = "Thu, 01 Jan 2199 00:00:00 GMT";
  equal(await download(here, `${here.origin}/f`), "new");
  [content, tag, modified] = ["newest", '"2"', "Sat, 01 Jan 2000 00:00:00 GMT"];
  equal(await download(here, `${here.origin}/f`), "newest");
});

Deno.test("DownloadFile uses its copy when there is no network, and says so", async () => {
  await using here = loopback((_, path) => path === "/f" ? new Response("kept") : new Response("no", { status: 404 }));
  await rejects(download(here, `${here.origin}/g`), {
    message: "Network error: HTTPError: HTTP Error 404: Not Found",
  });
  await download(here, `${here.origin}/f`);
  await here.shutdown();
  equal(await download(here, `${here.origin}/f`), "kept");
  deepEqual(here.context.logged, ["A network error occurred. DownloadFile will use a cached version of the file"]);
  await rejects(download(here, `${here.origin}/g`), { message: /^Network error: URLError: <urlopen error / });
});

Deno.test("DownloadFile keeps nothing of a transfer that breaks off or is too large", async () => {
  await using here = loopback(() => new Response("x".repeat(1000)));
  using broken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answered = answerInPart(broken);
  await rejects(download(here, `http://127.0.0.1:${broken.addr.port}/`), { message: /^Error retrieving URL: / });
  await answered;
  Deno.env.set("VT_DOWNLOAD_LIMIT", "999");
  try {
    await rejects(download(here, `${here.origin}/large`), { message: /more than 999 bytes/ });
  } finally {
    Deno.env.delete("VT_DOWNLOAD_LIMIT");
  }
  deepEqual([...Deno.readDirSync(here.folder)], []);
});

async function answerInPart(listener: Deno.TcpListener): Promise<void> {
  using connection = await listener.accept();
  await connection.read(new Uint8Array(4096));
  await connection.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\npart"));
}

Deno.test("DownloadFile ends when it is told to", async () => {
  const asked = Promise.withResolvers<void>();
  await using here = loopback((request) => {
    asked.resolve();
    return new Promise((resolve) => request.signal.addEventListener("abort", () => resolve(new Response())));
  });
  const downloading = download(here, `${here.origin}/f`);
  await asked.promise;
  here.context.stop.abort(new Error("enough"));
  await rejects(downloading, { message: "enough" });
});

Deno.test("DownloadFile sends the password of a URL, and follows redirects", async () => {
  await using here = loopback((request, path) =>
    path === "/f"
      ? Response.redirect(new URL("/g", request.url))
      : new Response(request.headers.get("Authorization") ?? "none")
  );
  equal(await download(here, here.origin.replace("//", "//ann:s%20x@") + "/f"), `Basic ${btoa("ann:s x")}`);
});

Deno.test("DownloadFile copies files of this machine, and refuses what it does not know", async () => {
  await using here = loopback(() => new Response());
  const path = here.context.temporaryPath("file");
  Deno.writeTextFileSync(path, "local");
  equal(await download(here, `file://${path}`), "local");
  await rejects(download(here, "gopher://host/x"), { message: /^Network error: URLError: <urlopen error .*gopher/ });
  await rejects(download(here, "no url"), { message: "ValueError: unknown url type: no url" });
});

const CERTIFICATE = await selfSigned();

Deno.test({
  name: `DownloadFile takes any certificate only if insecure says so${CERTIFICATE ? "" : " (skipped: no openssl)"}`,
  ignore: CERTIFICATE === undefined,
  async fn(): Promise<void> {
    await using plain = loopback(() => new Response("plain"));
    await using here = loopback(
      (_, path) => path === "/f" ? new Response("safe") : Response.redirect(`${plain.origin}/g`),
      CERTIFICATE,
    );
    await rejects(download(here, `${here.origin}/f`), { message: /^Network error: URLError: .*certificate/ });
    equal(await download(here, `${here.origin}/f`, true), "safe");
    equal(await download(here, `${here.origin}/to_plain`, true), "plain");
  },
});

async function selfSigned(): Promise<{ cert: string; key: string } | undefined> {
  const folder = Deno.makeTempDirSync();
  const paths = { cert: `${folder}/cert`, key: `${folder}/key` };
  const made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost".split(
    " ",
  );
  const args = [...made, "-keyout", paths.key, "-out", paths.cert];
  try {
    const { success } = await new Deno.Command("openssl", { args, stderr: "null" }).output();
    if (!success) return undefined;
    return { cert: Deno.readTextFileSync(paths.cert), key: Deno.readTextFileSync(paths.key) };
  } catch {
    return undefined;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
