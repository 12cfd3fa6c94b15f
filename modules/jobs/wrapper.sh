#!/bin/sh
# Runs the command of a job, once, and writes down how it ended. What started this may be gone by then.
# Arguments: this start of this machine, and the machine's name, as vt found them.

job=${0%/*}
[ ! -e "$job/process" ] || exit 0

if [ -r "/proc/$$/stat" ]; then
  read -r stat <"/proc/$$/stat"
  set -- "$1" "$2" ${stat##*) } # in the place of the fields 1 and 2, so that field 22 is the time of the start
  start=${22}
else
  start=$(LC_ALL=C ps -o lstart= -p "$$")
fi

# A hard link appears with its content, and only where nothing has its name: of several of these scripts one goes on.
printf '%s\n' "$$" "$start" "$1" "$2" >"$job/process.$$" || exit
ln "$job/process.$$" "$job/process"
is_ours=$?
rm -f "$job/process.$$"
[ "$is_ours" -eq 0 ] || exit

end() {
  until printf '%s %s\n' "$1" "$(date +%s)" >"$job/exit.new" && mv "$job/exit.new" "$job/exit"; do
    [ -d "$job" ] || exit
    sleep 10 # the disk is full
  done
  exit
}

# A signal for the whole group ends the command; this lives to write down how.
is_running=
trap '[ "$is_running" ] || end 129' HUP
trap '[ "$is_running" ] || end 130' INT
trap '[ "$is_running" ] || end 143' TERM
exec >/dev/null 2>&1 # vt waits for this

is_running=yes
/bin/sh "$job/run" </dev/null >"$job/stdout" 2>"$job/stderr"
end "$?"
