#!/bin/sh
# container.sh DIR MODE WORKDIR COMMAND...
# Leads the session of one container: runs it, outlives its signals, and leaves its exit code in DIR/exit.
# MODE is root, user (mounts in a namespace of its own, with or without being root) or plain (no mounts).
dir=$1 mode=$2 workdir=$3
shift 3
trap : TERM INT HUP
case $mode in
root) unshare --mount --propagation private /bin/sh "${0%/*}/enter.sh" "$dir" "$workdir" "$@" & ;;
user) unshare --user --map-root-user --mount --propagation private /bin/sh "${0%/*}/enter.sh" "$dir" "$workdir" "$@" & ;;
*)
    (
        cd "$workdir" 2>"$dir/error" || exit 128
        command -v "$1" >/dev/null || { echo "exec: \"$1\": executable file not found in PATH" >"$dir/error"; exit 128; }
        exec "$@"
    ) & ;;
esac
child=$!
while :; do
    wait "$child"
    code=$?
    kill -0 "$child" 2>/dev/null || break
done
echo "$code" >"$dir/exit.new" && mv "$dir/exit.new" "$dir/exit"
