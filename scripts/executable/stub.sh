#!/bin/sh
# vt in one file. What follows these lines is unpacked once, into a private folder; a start then costs next to nothing.
# VT_CACHE_DIR names the folder to unpack into, when the usual ones will not do.

content=@CONTENT@
case $0 in /*) VT_EXE=$0 ;; *) VT_EXE=$PWD/$0 ;; esac

# Calls "$1" with each folder in $place, the most wanted first, until it succeeds.
with_places() {
  vt_home=
  [ -O "${HOME:-/dev/null}" ] && vt_home=$HOME/.cache/vt
  for place in "${VT_CACHE_DIR-}" "${XDG_CACHE_HOME:+$XDG_CACHE_HOME/vt}" "$vt_home"; do
    case $place in /*) "$1" && return ;; esac
  done
  user=${user:-$(id -u)}
  for place in "${TMPDIR:-/tmp}/vt-$user" "/tmp/vt-$user" "/var/tmp/vt-cache-$user"; do
    "$1" && return
  done
  return 1
}

# Nobody else can have put anything there.
is_private() {
  [ -d "$place" ] && [ ! -L "$place" ] && [ -O "$place" ] || return 1
  case $(ls -ld "$place") in d????-??-*) ;; *) return 1 ;; esac
}

is_unpacked() {
  [ -x "$place/$content/bin/deno" ] && [ -f "$place/$content/app/main.ts" ] && is_private
}

refuse() {
  refused="$refused
  $place: $1"
  return 1
}

unpack() {
  case $refused in *"
  $place: "*) return 1 ;; esac
  mkdir -p -m 700 "$place" 2>/dev/null
  [ -d "$place" ] || { refuse "cannot be made"; return; }
  is_private || { refuse "is not yours alone"; return; }
  fresh=$(mktemp -d "$place/.new.XXXXXX" 2>/dev/null) || { refuse "cannot be written"; return; }
  lock=$place/.lock.$content
  trap 'rm -rf "$fresh" "$lock"; exit 130' INT
  trap 'rm -rf "$fresh" "$lock"; exit 143' HUP TERM
  wait_for_turn && unpack_into_fresh
  unpacked=$?
  rm -rf "$fresh" "$lock"
  trap - HUP INT TERM
  return $unpacked
}

# Of many first starts one unpacks and the others wait for it, since the disk would else be full of copies for a while.
# It is no more than a courtesy: the last step of unpacking is safe however many come to it.
wait_for_turn() {
  here=$(uname -n)
  turns=0
  until ln -s "$here $$ $fresh" "$lock" 2>/dev/null; do
    is_unpacked && return
    if [ $((turns % 5)) = 0 ]; then
      holder=$(readlink "$lock") && process=${holder#"$here "} && [ "$process" != "$holder" ] &&
        ! kill -0 "${process%% *}" 2>/dev/null && rm -rf "$lock" "$place/.new.${process##*/.new.}"
    fi
    turns=$((turns + 1))
    [ $turns -lt 100 ] || return 0
    sleep 0.3
  done
}

unpack_into_fresh() {
  is_unpacked && return
  tail -c +@OFFSET@ "$VT_EXE" | gzip -dc 2>/dev/null | tar -xf - -C "$fresh" 2>/dev/null ||
    { refuse "has no room, or $VT_EXE is damaged"; return; }
  DENO_DIR=$fresh/deno "$fresh/bin/deno" run -A --quiet --no-config "$fresh/publish.ts" "$fresh" "$place/$content" \
    >/dev/null 2>&1
  is_unpacked || refuse "does not let programs run (mounted noexec?), or they are not for this system"
}

user=
refused=
with_places is_unpacked || with_places unpack || {
  printf 'vt: There is no place to unpack into; name one with VT_CACHE_DIR. Those tried:%s\n' "$refused" >&2
  exit 126
}
place=$place/$content
true 2>/dev/null >"$place/.used" # versions that are not used for long are removed
VT_DENO_DIR=${DENO_DIR-} DENO_DIR=$place/deno DENO_NO_UPDATE_CHECK=1
export VT_EXE VT_DENO_DIR DENO_DIR DENO_NO_UPDATE_CHECK
exec "$place/bin/deno" run -A --no-prompt --config "$place/app/deno.json" "$place/app/main.ts" "$@"
exit 126
