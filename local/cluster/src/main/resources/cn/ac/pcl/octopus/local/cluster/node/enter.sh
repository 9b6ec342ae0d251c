#!/bin/sh
# enter.sh DIR WORKDIR COMMAND...
# In a mount namespace of its own: builds a root over the machine's, whose changes stay in memory, mounts
# what DIR/mounts lists (source, target, ro or rw; separated by tabs), and becomes the command in it.
dir=$1 workdir=$2
shift 2
path=$PATH
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
fail() { echo "$1" >"$dir/error"; exit 128; }
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
mount --rbind /proc "$root/proc" && mount --rbind /sys "$root/sys" || fail "cannot mount /proc and /sys"
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
    number=$((number + 1))
    if [ -d "$source" ]; then mkdir "$root/mnt/$number"; else : >"$root/mnt/$number"; fi
    mount --rbind "$source" "$root/mnt/$number" || fail "cannot mount $source on $target"
done <"$dir/mounts"
cp "$dir/mounts" "$root/mnt/mounts"
exec 3>"$dir/error"
exec chroot "$root" /bin/sh -c '
    path=$1 workdir=$2
    shift 2
    number=0
    tab=$(printf "\t")
    while IFS="$tab" read -r source target access; do
        number=$((number + 1))
        if [ -d "/mnt/$number" ]; then mkdir -p "$target"; else mkdir -p "${target%/*}" && : >>"$target"; fi &&
            mount --rbind "/mnt/$number" "$target" &&
            { [ "$access" = rw ] || mount -o remount,bind,ro "$target"; } ||
            { echo "cannot mount $target" >&3; exit 128; }
    done </mnt/mounts
    umount -l /mnt
    mkdir -p "$workdir" 2>/dev/null
    cd "$workdir" 2>&3 || exit 128
    PATH=$path
    command -v "$1" >/dev/null || { echo "exec: \"$1\": executable file not found in PATH" >&3; exit 128; }
    exec 3>&-
    exec "$@"' enter "$path" "$workdir" "$@"
