#!/bin/sh
# enter.sh DIR WORKDIR COMMAND...
# The first process of a container, in mount and process namespaces of its own: builds a root over the machine's,
# whose changes stay in memory, mounts what DIR/mounts lists (source, target, and ro, rw, or hide for a folder that
# is to be empty; separated by tabs), and runs the command in it.
dir=$1 workdir=$2 scripts=${0%/*}
shift 2
exec 8>"$dir/error" 9>"$dir/exit"
. "$scripts/command.sh"
fail() {
    echo "$1" >&8
    leave 128
}
base=$dir/root
mkdir -p "$base" || fail "cannot make $base"
mount -t tmpfs tmpfs "$base" || fail "cannot mount a tmpfs"
mkdir "$base/upper" "$base/work" "$base/root" "$base/sources"
root=$base/root
# Lays a folder of the machine under the new root, so that changes stay above it.
lay() {
    mkdir -p "$base/upper$1" "$base/work$1" "$root$1"
    layers="lowerdir=$1,upperdir=$base/upper$1,workdir=$base/work$1"
    mount -t overlay overlay -o "$layers" "$root$1" 2>/dev/null ||
        mount -t overlay overlay -o "$layers,userxattr" "$root$1" 2>/dev/null
}
if ! lay /; then
    # A user namespace may not lay over a folder that holds other mounts, as the root does: one by one then,
    # and what refuses even so is mounted as it is, with no more rights than the user has anyway.
    rm -rf "$base/upper" "$base/work" && mkdir -p "$base/upper" "$base/work"
    for entry in /*; do
        case $entry in /proc | /sys | /dev | /tmp | /mnt) mkdir "$root$entry" && continue ;; esac
        if [ -h "$entry" ]; then
            cp -P "$entry" "$root$entry"
        elif [ -d "$entry" ]; then
            lay "$entry" || mount --rbind "$entry" "$root$entry" 2>/dev/null
        elif [ -f "$entry" ]; then
            : >"$root$entry" && mount --bind "$entry" "$root$entry" 2>/dev/null
        fi
    done
fi
# A process namespace sees its own /proc where the machine lets it mount one.
mount -t proc proc "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc" || fail "cannot mount /proc"
mount --rbind /sys "$root/sys" || fail "cannot mount /sys"
for settings in /sys /proc/sys /proc/sysrq-trigger; do
    mount --bind "$root$settings" "$root$settings" && mount -o remount,bind,ro "$root$settings"
done 2>/dev/null
mount -t tmpfs -o mode=755 tmpfs "$root/dev" || fail "cannot mount /dev"
for device in /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /dev/nvidia*; do
    [ -c "$device" ] && : >"$root$device" && mount --bind "$device" "$root$device"
done
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
mkdir "$root/dev/shm"
mount -t tmpfs -o size=64m,mode=1777 tmpfs "$root/dev/shm" || fail "cannot mount /dev/shm"
# Sources are gathered first and put in place from inside the new root, so that no symbolic link of it can
# lead a mount back to the machine.
mount -t tmpfs tmpfs "$root/mnt" || fail "cannot mount a tmpfs"
tab=$(printf '\t')
number=0
while IFS="$tab" read -r source target access; do
    if [ "$access" = hide ]; then
        [ ! -d "$root$target" ] || mount -t tmpfs -o mode=755,size=1m tmpfs "$root$target" || fail "cannot hide $target"
        continue
    fi
    number=$((number + 1))
    if [ -d "$source" ]; then mkdir "$root/mnt/$number"; else : >"$root/mnt/$number"; fi
    mount --rbind "$source" "$root/mnt/$number" || fail "cannot mount $source on $target"
done <"$dir/mounts"
cp "$dir/mounts" "$scripts/command.sh" "$root/mnt/" || fail "cannot copy what the container needs"
exec chroot "$root" /bin/sh -c '
    workdir=$1
    shift
    . /mnt/command.sh
    number=0
    tab=$(printf "\t")
    while IFS="$tab" read -r source target access; do
        [ "$access" != hide ] || continue
        number=$((number + 1))
        if [ -d "/mnt/$number" ]; then mkdir -p "$target"; else mkdir -p "${target%/*}" && : >>"$target"; fi &&
            mount --rbind "/mnt/$number" "$target" &&
            { [ "$access" = rw ] || mount -o remount,bind,ro "$target"; } ||
            { echo "cannot mount $target" >&8 && leave 128; }
    done </mnt/mounts
    umount -l /mnt
    mkdir -p "$workdir" 2>/dev/null
    cd "$workdir" 2>&8 || leave 128
    # What a container engine grants: enough for installers, too little to undo these mounts or to leave this root.
    lead +chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+net_bind_service "$@"' enter "$workdir" "$@"
