#!/bin/sh
# container.sh DIR MODE WORKDIR COMMAND...
# Leads the session of one container. Its first act is to write down who it is, so that a node that was killed
# meanwhile can be followed by one that knows; then it becomes the process whose death is the death of all others:
#   root, user  unshare, with whose child the process namespace of the container ends (with or without being root)
#   plain       this shell; mounts and processes of the container are the machine's
# The container's variables come as OCTOPUS_VARIABLE_0, 1, ...: none of them may reach the node's own programs.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
dir=$1 mode=$2 workdir=$3 scripts=${0%/*}
shift 3
start_time() { shift 19 && echo "$1"; }
[ "$mode" != plain ] || : >"$dir/plain" || exit 1
IFS= read -r stat <"/proc/$$/stat"
echo "$$ $(start_time ${stat##*) })" >"$dir/pid.new" && mv "$dir/pid.new" "$dir/pid" || exit 1
# Where memory runs out, the machine ends a container before it ends the platform.
{ echo 1000 >/proc/self/oom_score_adj; } 2>/dev/null
apart="--mount --propagation private --pid --kill-child"
case $mode in
root) exec unshare $apart /bin/sh "$scripts/enter.sh" "$dir" "$workdir" "$@" ;;
user) exec unshare --user --map-root-user $apart /bin/sh "$scripts/enter.sh" "$dir" "$workdir" "$@" ;;
esac
exec 8>"$dir/error" 9>"$dir/exit"
. "$scripts/command.sh"
cd "$workdir" 2>&8 || leave 128
lead "" "$@"
