#!/bin/sh
# First thing inside the new namespaces: a root file system of the sandbox's own, then the process that starts the rest.
# usage: enter.sh ROOTFS REPO STATE CACHE NODE
set -eu
rootfs=$1 repo=$2 state=$3 cache=$4 node=$5

# What is mounted from here on is seen by nobody outside, and is gone with the last process.
mount --make-rprivate /
mkdir -p "$state/root"
mount -t tmpfs -o mode=755 tmpfs "$state/root"
mkdir "$state/root/upper" "$state/root/work" "$state/root/merged"
# The packages stay as they were unpacked; what is written beside them lives in memory.
mount -t overlay overlay -o "lowerdir=$rootfs,upperdir=$state/root/upper,workdir=$state/root/work" "$state/root/merged"
root=$state/root/merged

mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mkdir -p "$root/run/lock" "$root$repo" "$root$cache" "$root$state"
mount --bind "$repo" "$root$repo"
mount -o remount,bind,ro "$root$repo"
mount --bind "$cache" "$root$cache"
mount -o remount,bind,ro "$root$cache"
mount --bind "$state" "$root$state"
mkdir -p "$state/podlogs"
mount --bind "$state/podlogs" "$root/var/log"
# Node need not be below the repository.
if [ ! -e "$root$node" ]; then
  mkdir -p "$root$(dirname "$node")"
  touch "$root$node"
  mount --bind "$node" "$root$node"
fi

cd "$root"
mkdir -p .outside
pivot_root . .outside
cd /
umount -l /.outside
# Kubelet's volumes must be seen by containerd and dockerd, which share this mount namespace.
mount --make-rshared /

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
exec /usr/bin/tini -s -- "$node" "$repo/sandbox/cluster/init.ts" "$state"
