import assert from "node:assert/strict";
import {
  canBeMade,
  isNetworkFileSystem,
  mountedType,
  storePlace,
  type StoreSurroundings,
} from "../../../runtime/store/store_path.ts";

function surroundings(
  variables: Record<string, string>,
  types: Record<string, string> = {},
  { canBeMade = true, isForeign = false } = {},
): StoreSurroundings {
  return {
    environment: (name) => variables[name],
    workingDirectory: "/here",
    user: 1000,
    fileSystem: (path) => Object.entries(types).find(([folder]) => path.startsWith(folder))?.[1] ?? "ext4",
    canBeMade: () => canBeMade,
    isForeign: () => isForeign,
  };
}

Deno.test("storePlace() takes the option before VT_STORE before XDG_DATA_HOME before HOME", () => {
  const all = { VT_STORE: "/v", XDG_DATA_HOME: "/x", HOME: "/h" };
  const { XDG_DATA_HOME, HOME } = all;
  const chosen = [
    storePlace("s", surroundings(all)),
    storePlace(undefined, surroundings(all)),
    storePlace(undefined, surroundings({ XDG_DATA_HOME, HOME })),
    storePlace(undefined, surroundings({ HOME })),
  ].map(({ directory, because }) => [directory, because]);
  assert.deepEqual(chosen, [
    ["/here/s", "--store"],
    ["/v", "VT_STORE"],
    ["/x/vt", "XDG_DATA_HOME"],
    ["/h/.local/share/vt", "HOME"],
  ]);
});

Deno.test("storePlace() ignores empty variables and a relative XDG_DATA_HOME", () => {
  const { directory } = storePlace(undefined, surroundings({ VT_STORE: "", XDG_DATA_HOME: "data", HOME: "/h" }));
  assert.equal(directory, "/h/.local/share/vt");
});

Deno.test("storePlace() leaves a default on a network file system for /var/tmp and says so", () => {
  const place = storePlace(undefined, surroundings({ HOME: "/h" }, { "/h": "nfs4" }));
  assert.equal(place.directory, "/var/tmp/vt-1000");
  assert.equal(place.because, "otherwise");
  assert.match(place.notice ?? "", /\/h\/\.local\/share\/vt lies on a network file system \(nfs4\)/);
});

Deno.test("storePlace() leaves a default that cannot be made, unless others have been at the other place before", () => {
  const { directory, notice } = storePlace(undefined, surroundings({ HOME: "/h" }, {}, { canBeMade: false }));
  assert.equal(directory, "/var/tmp/vt-1000");
  assert.equal(notice, "The store is /var/tmp/vt-1000: /h/.local/share/vt cannot be made");
  const squatted = surroundings({ HOME: "/h" }, {}, { canBeMade: false, isForeign: true });
  assert.throws(
    () => storePlace(undefined, squatted),
    /cannot be made, and \/var\/tmp\/vt-1000 is not a directory of yours/,
  );
  assert.equal(storePlace("/s", squatted).directory, "/s");
});

Deno.test("canBeMade() looks at the nearest folder that is there, and a file is none", () => {
  const folder = Deno.makeTempDirSync({ prefix: "vt_place_" });
  Deno.writeTextFileSync(`${folder}/file`, "");
  assert.deepEqual(["", "/a/b", "/file", "/file/a"].map((path) => canBeMade(folder + path)), [
    true,
    true,
    false,
    false,
  ]);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("storePlace() refuses a named directory on a network file system", () => {
  const on = (types: Record<string, string>) => surroundings({ VT_STORE: "/n/store" }, types);
  assert.throws(() => storePlace(undefined, on({ "/n": "lustre" })), /\/n\/store \(VT_STORE\).*\(lustre\)/);
  assert.throws(() => storePlace("/m", on({ "/m": "fuse.sshfs" })), /\/m \(--store\).*\(fuse.sshfs\)/);
  assert.equal(storePlace("/m", on({ "/m": "xfs" })).fileSystem, "xfs");
});

Deno.test("storePlace() refuses when no directory of this machine is left", () => {
  assert.throws(() => storePlace(undefined, surroundings({ HOME: "/h" }, { "/": "9p" })), /name a local directory/);
});

Deno.test("mountedType() finds the innermost, last mount, also with blanks in its name", () => {
  const mountinfo = [
    "27 1 254:0 / / rw - ext4 /dev/vda rw",
    "40 27 0:40 / /home rw shared:1 - nfs4 server:/home rw",
    "41 40 0:41 / /home/my\\040data rw - xfs /dev/b rw",
    "42 27 0:42 / /mnt rw - nfs s:/ rw",
    "43 27 0:43 / /mnt rw - tmpfs t rw",
    "",
  ].join("\n");
  const paths = ["/homes/x", "/home", "/home/a/b", "/home/my data/s", "/mnt/s"];
  assert.deepEqual(paths.map((path) => mountedType(mountinfo, path)), ["ext4", "nfs4", "nfs4", "xfs", "tmpfs"]);
});

Deno.test("isNetworkFileSystem() knows those of clusters and offices from those of disks", () => {
  const network = "nfs nfs4 cifs smb3 lustre gpfs beegfs afs ceph 9p fuse.sshfs virtiofs".split(" ");
  const local = "ext4 xfs btrfs zfs tmpfs overlay apfs fuseblk fuse.lxcfs".split(" ");
  assert.deepEqual(network.filter(isNetworkFileSystem), network);
  assert.deepEqual(local.filter(isNetworkFileSystem), []);
});
