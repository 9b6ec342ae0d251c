# command.sh: how every kind of container runs its command. To be sourced, with descriptor 8 open for the reason why
# a command could not start, and 9 for the exit code.

leave() {
    echo "$1" >&9
    exit
}

# lead CAPABILITIES COMMAND...
# Runs COMMAND with the container's variables and nothing else, keeps it to CAPABILITIES unless they are empty,
# outlives its signals, and takes in what it leaves behind.
lead() {
    capabilities=$1 program=$2 path=
    shift
    number=$OCTOPUS_VARIABLES
    while [ "$number" -gt 0 ]; do
        number=$((number - 1))
        eval "variable=\$OCTOPUS_VARIABLE_$number"
        case $variable in PATH=*) path=${variable#PATH=} ;; esac
        set -- "$variable" "$@"
    done
    case $program in
    *=*) echo "exec: \"$program\": a program whose name holds = cannot be run" >&8 && leave 128 ;;
    esac
    if ! (PATH=$path && command -v "$program") >/dev/null; then
        echo "exec: \"$program\": executable file not found in PATH" >&8
        leave 128
    fi
    set -- env -i "$@"
    if [ -n "$capabilities" ] && command -v setpriv >/dev/null; then
        set -- setpriv "--bounding-set=-all,$capabilities" --inh-caps=-all "$@"
    fi
    trap : TERM INT HUP
    "$@" 8>&- 9>&- &
    child=$!
    while :; do
        wait "$child"
        code=$?
        kill -0 "$child" 2>/dev/null || leave "$code"
    done
}
