#!/bin/sh
# vt in one file. What follows these lines is unpacked once, into a private folder; a start then costs next to nothing.
# VT_CACHE_DIR names the folder to unpack into; else it is the first of the usual ones that will do.
# Variables begin with vt_: one of the environment that had the same name would reach the program changed.

vt_content=@CONTENT@
case $0 in /*) VT_EXE=$0 ;; *) VT_EXE=$PWD/$0 ;; esac

# Calls "$1" with each folder in $vt_place, the most wanted first, until it succeeds.
with_places() {
  if [ -n "${VT_CACHE_DIR-}" ]; then
    case $VT_CACHE_DIR in /*) vt_place=$VT_CACHE_DIR ;; *) vt_place=$PWD/$VT_CACHE_DIR ;; esac
    "$1"
    return
  fi
  vt_home=
  [ -n "${HOME-}" ] && [ -O "$HOME" ] && vt_home=$HOME/.cache/vt
  for vt_place in "${XDG_CACHE_HOME:+$XDG_CACHE_HOME/vt}" "$vt_home"; do
    case $vt_place in /*) "$1" && return ;; esac
  done
  vt_user=${vt_user:-$(id -u)}
  for vt_place in "${TMPDIR:-/tmp}/vt-$vt_user" "/tmp/vt-$vt_user" "/var/tmp/vt-cache-$vt_user"; do
    "$1" && return
  done
  return 1
}

# Nobody else can have put anything there.
is_private() {
  [ -d "$vt_place" ] && [ ! -L "$vt_place" ] && [ -O "$vt_place" ] || return 1
  case $(ls -ld "$vt_place") in d????-??-*) ;; *) return 1 ;; esac
}

is_unpacked() {
  [ -x "$vt_place/$vt_content/bin/deno" ] && [ -f "$vt_place/$vt_content/app/main.ts" ] && is_private
}

refuse() {
  vt_refused="$vt_refused
  $vt_place: $1"
  return 1
}

check_tools() {
  for vt_tool in gzip id ln ls mkdir mktemp readlink rm sleep tail tar uname; do
    command -v $vt_tool >/dev/null && continue
    printf 'vt: Unpacking needs %s, which is not on PATH\n' $vt_tool >&2
    exit 126
  done
}

unpack() {
  case $vt_refused in *"
  $vt_place: "*) return 1 ;; esac
  (umask 077 && mkdir -p "$vt_place") 2>/dev/null
  [ -d "$vt_place" ] || { refuse "cannot be made"; return; }
  is_private || { refuse "is not yours alone"; return; }
  vt_fresh=$(mktemp -d "$vt_place/.new.XXXXXX" 2>/dev/null) || { refuse "cannot be written"; return; }
  vt_lock=$vt_place/.lock.$vt_content
  trap 'clear_up; exit 129' HUP
  trap 'clear_up; exit 130' INT
  trap 'clear_up; exit 143' TERM
  wait_for_turn && unpack_into_fresh
  vt_unpacked=$?
  clear_up
  trap - HUP INT TERM
  return $vt_unpacked
}

# What a killed start has left may still be written to, by its tar: a later version of vt removes it then.
clear_up() {
  rm -rf "$vt_fresh" "$vt_lock" 2>/dev/null
}

# Of many first starts one unpacks and the others wait for it, since the disk would else be full of copies for a while.
# It is no more than a courtesy: the last step of unpacking is safe however many come to it.
wait_for_turn() {
  vt_here=$(uname -n)
  vt_turns=0
  until ln -s "$vt_here $$ $vt_fresh" "$vt_lock" 2>/dev/null; do
    is_unpacked && return
    if [ $((vt_turns % 5)) = 0 ]; then
      vt_holder=$(readlink "$vt_lock") && vt_process=${vt_holder#"$vt_here "} && [ "$vt_process" != "$vt_holder" ] &&
        ! kill -0 "${vt_process%% *}" 2>/dev/null &&
        rm -rf "$vt_lock" "$vt_place/.new.${vt_process##*/.new.}" 2>/dev/null
    fi
    vt_turns=$((vt_turns + 1))
    [ $vt_turns -lt 300 ] || return 0
    sleep 0.3
  done
}

unpack_into_fresh() {
  is_unpacked && return
  # gzip knows whether all bytes are what they were, tar whether they could be written; a pipeline tells of tar alone.
  tail -c +@OFFSET@ "$VT_EXE" | { gzip -dc 2>/dev/null && true >"$vt_fresh/.whole"; } |
    tar -xf - -C "$vt_fresh" 2>/dev/null && rm "$vt_fresh/.whole" 2>/dev/null ||
    { refuse "has no room, or $VT_EXE is damaged"; return; }
  DENO_DIR=$vt_fresh/deno "$vt_fresh/bin/deno" run -A --quiet --no-config "$vt_fresh/publish.ts" "$vt_fresh" \
    "$vt_place/$vt_content" >/dev/null 2>&1
  is_unpacked || refuse "does not let programs run (mounted noexec? ulimit -v?), or they are not for this system"
}

vt_user=
vt_refused=
with_places is_unpacked 2>/dev/null || { check_tools && with_places unpack; } || {
  printf 'vt: There is no place to unpack into, VT_CACHE_DIR may name another. Tried:%s\n' "$vt_refused" >&2
  exit 126
}
vt_place=$vt_place/$vt_content
true 2>/dev/null >"$vt_place/.used" # versions that are not used for long are removed
VT_DENO_DIR=${DENO_DIR-} DENO_DIR=$vt_place/deno DENO_NO_UPDATE_CHECK=${DENO_NO_UPDATE_CHECK:-vt}
export VT_EXE VT_DENO_DIR DENO_DIR DENO_NO_UPDATE_CHECK
exec "$vt_place/bin/deno" run -A --no-prompt --quiet --config "$vt_place/app/deno.json" "$vt_place/app/main.ts" "$@"
exit 126
