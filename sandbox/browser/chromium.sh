#!/bin/sh
# Chromium in BROWSER_ROOT, a root file system of Debian's, with processes, mounts and a (dead) network of its own.
# usage: BROWSER_ROOT=FOLDER chromium.sh ARGUMENTS-OF-CHROMIUM…
set -eu
# shellcheck disable=SC2016
exec unshare --mount --pid --net --fork --kill-child sh -eu -c '
  mount --make-rprivate /
  mount -t proc proc "$BROWSER_ROOT/proc"
  mount --rbind /dev "$BROWSER_ROOT/dev"
  mount -t tmpfs tmpfs "$BROWSER_ROOT/tmp"
  export HOME=/tmp
  exec chroot "$BROWSER_ROOT" /usr/bin/chromium "$@"
' chromium "$@"
