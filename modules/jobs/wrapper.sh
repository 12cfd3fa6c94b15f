#!/bin/sh
# Runs the command of a job, once, and writes down how it ended. What started this may be gone by then.
# Arguments: this start of this machine, and the machine's name, as vt found them.
# Variables begin with vt_: one of the environment that had the same name would reach the command changed.

vt_job=${0%/*}
[ ! -e "$vt_job/process" ] || exit 0

if [ -r "/proc/$$/stat" ]; then
  read -r vt_stat <"/proc/$$/stat"
  set -- "$1" "$2" ${vt_stat##*) } # in the place of the fields 1 and 2, so that field 22 is the time of the start
  vt_start=${22}
else
  vt_start=$(LC_ALL=C ps -o lstart= -p "$$")
fi

# A hard link appears with its content, and only where nothing has its name: of several of these scripts one goes on.
printf '%s\n' "$$" "$vt_start" "$1" "$2" >"$vt_job/process.$$" || exit
ln "$vt_job/process.$$" "$vt_job/process"
vt_ours=$?
rm -f "$vt_job/process.$$"
[ "$vt_ours" -eq 0 ] || exit

end() {
  until printf '%s %s\n' "$1" "$(date +%s)" >"$vt_job/exit.new" && mv "$vt_job/exit.new" "$vt_job/exit"; do
    [ -d "$vt_job" ] || exit
    sleep 10 # the disk is full
  done
  exit
}

# A signal for the whole group ends the command; this lives to write down how.
vt_running=
trap '[ "$vt_running" ] || end 129' HUP
trap '[ "$vt_running" ] || end 130' INT
trap '[ "$vt_running" ] || end 143' TERM
exec >/dev/null 2>&1 # vt waits for this

vt_running=yes
/bin/sh "$vt_job/run" </dev/null >"$vt_job/stdout" 2>"$vt_job/stderr"
end "$?"
