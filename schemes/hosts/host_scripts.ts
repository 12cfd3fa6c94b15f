/**
 * What is asked of the shell of a host that may have nothing but a shell: one line for `sh -c`, within single quotes, so
 * that it means the same to whatever shell the account has. Nothing in them comes from outside but hashes, numbers and
 * names of our own making.
 *
 * The program lies in a folder that is called by the hash of its content:
 *
 *     <cache>/vt/<sha256>/vt            never changed once it has this name
 *     <cache>/vt/<sha256>/.part-<token> on its way there; one of these alone writes it
 */
import { isHash } from "../../runtime/store/value_frame.ts";

/** What the upload ends with. */
export const UPLOAD_CODES = {
  full: 41,
  short: 42,
  damaged: 43,
  unusable: 44,
  noPlace: 45,
  noHash: 46,
  lost: 47,
} as const;

/** What the start ends with where the host has no vt of ours. */
export const NO_PROGRAM = 97;

/** Copies of programs that stay. */
const KEPT_COPIES = 2;

/** Places for programs, the most wanted first; what others could have put there does not count. */
const PLACES = `"$X/vt" "$HOME/.cache/vt" "/var/tmp/vt-host-$(id -u)"`;
const PREPARE =
  `LC_ALL=C; export LC_ALL; umask 077; case "$XDG_CACHE_HOME" in /*) X=$XDG_CACHE_HOME;; *) X=/dev/null;; esac`;

/** Tells what the host is, and which part of the program it has. */
export function probeScript(hash: string | undefined, size = 0): string {
  const looks = hash === undefined ? "" : `for b in ${PLACES}; do d=$b/${checkedHash(hash)}; [ -O "$d" ] || continue;
if [ -x "$d/vt" ] && [ "$(wc -c <"$d/vt")" -eq ${size} ]; then echo "has $d"; fi;
for p in "$d"/.part-*; do [ -f "$p" ] && [ -O "$p" ] && echo "part $(wc -c <"$p") \${p##*/.part-} $d"; done; done; `;
  return inOneLine(
    `${PREPARE}; echo "vt-host"; echo "system $(uname -s)"; echo "machine $(uname -m)"; echo "name $(uname -n)";
l=$(getconf GNU_LIBC_VERSION 2>/dev/null); [ -z "$l" ] && for m in /lib/ld-musl-*; do [ -e "$m" ] && l=musl; done;
echo "libc $l"; ${looks}echo "own $(vt --version 2>/dev/null </dev/null | tail -n 1)"; echo end`,
  );
}

/** What is sent of a program. */
export interface Upload {
  readonly hash: string;
  /** Bytes of all of it. */
  readonly size: number;
  /** Names the file that this upload writes. */
  readonly token: string;
  /** A part that an earlier upload left, of which the first `from` bytes are taken. */
  readonly resumes?: { readonly token: string; readonly from: number };
}

/** Takes the program from the standard input, behind what it has already; see `UPLOAD_CODES`. */
export function uploadScript({ hash, size, token, resumes }: Upload): string {
  const begin = resumes === undefined
    ? `: >"$p"`
    : `head -c ${resumes.from} "$d/.part-${
      checkedToken(resumes.token)
    }" >"$p" && [ "$(wc -c <"$p")" -eq ${resumes.from} ]`;
  return inOneLine(`${PREPARE}; for b in ${PLACES}; do mkdir -p "$b" 2>/dev/null; d=$b/${checkedHash(hash)};
[ -O "$b" ] && mkdir -p "$d" 2>/dev/null && [ -O "$d" ] && [ -w "$d" ] && break; d=; done; [ -n "$d" ] || exit ${UPLOAD_CODES.noPlace};
p=$d/.part-${checkedToken(token)}; { ${begin}; } || { rm -f "$p"; exit ${UPLOAD_CODES.lost}; };
cat >>"$p" || { rm -f "$p"; exit ${UPLOAD_CODES.full}; };
t() { [ -e "$p" ] || exit ${UPLOAD_CODES.lost}; }; t; [ "$(wc -c <"$p")" -eq ${size} ] || exit ${UPLOAD_CODES.short};
h=$({ sha256sum "$p" || shasum -a 256 "$p" || openssl dgst -sha256 -r "$p"; } 2>/dev/null | cut -c1-64);
t; [ -n "$h" ] || { rm -f "$p"; exit ${UPLOAD_CODES.noHash}; };
[ "$h" = ${hash} ] || { rm -f "$p" "$d"/.part-*; exit ${UPLOAD_CODES.damaged}; };
chmod 700 "$p" && mv -f "$p" "$d/vt" || { t; exit ${UPLOAD_CODES.full}; }; rm -f "$d"/.part-*;
v=$("$d/vt" --version </dev/null 2>&1) || { rm -f "$d/vt"; echo "said $v" | head -n 1; exit ${UPLOAD_CODES.unusable}; };
echo "brought $d"; echo "version $v"; ls -t "$b"/*/vt 2>/dev/null | tail -n +${KEPT_COPIES + 1} | while read -r o; do
n=\${o%/vt}; n=\${n##*/}; [ \${#n} -eq 64 ] && rm -rf "$b/$n" && echo "removed $n"; done; true`);
}

/**
 * Starts the program of this hash, or a vt of this version that the host has itself, with these words; ends with
 * `NO_PROGRAM` where there is neither.
 */
export function startScript(hash: string | undefined, version: string, words: readonly string[]): string {
  const args = words.map(checkedToken).join(" ");
  const ours = hash === undefined ? "" : `for b in ${PLACES}; do p=$b/${checkedHash(hash)}/vt;
if [ -O "$p" ] && [ -x "$p" ] && [ -s "$p" ]; then touch -c "$p"; exec "$p" ${args}; fi; done; `;
  const own = `[ "$(vt --version 2>/dev/null </dev/null | tail -n 1)" = "vt ${
    checkedToken(version)
  }" ] && exec vt ${args}`;
  return inOneLine(`${PREPARE}; ${ours}${own}; exit ${NO_PROGRAM}`);
}

function inOneLine(script: string): string {
  const line = script.replaceAll("\n", " ");
  if (line.includes("'") || line.includes("!")) throw new Error("Cannot quote a script for a host");
  return `exec sh -c '${line}'`;
}

function checkedHash(hash: string): string {
  if (!isHash(hash)) throw new TypeError(`Not a hash: ${hash}`);
  return hash;
}

function checkedToken(token: string): string {
  if (!/^[A-Za-z0-9._-]+$/.test(token)) throw new TypeError(`Not a word for a shell: ${token}`);
  return token;
}
