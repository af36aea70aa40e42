#!/bin/sh
# usage: ccache.sh SOURCE_DIR BUILD_DIR compiler arguments…
# Runs the compiler through ccache so that clones in other folders hit the same
# entries: paths are relative, and the precompiled header, which holds absolute
# ones, counts by the checksum beside it.
export CCACHE_BASEDIR="$1" CCACHE_NOHASHDIR=1 CCACHE_PCH_EXTSUM=1
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
build=$2 previous= dependencies=
shift 2
# The precompiled header itself is of its folder alone.
case " $* " in *" -emit-pch "*) exec "$@" ;; esac
for argument; do
  shift
  [ "$previous" = -MF ] && dependencies=$argument
  previous=$argument
  set -- "$@" "${argument#"$build"/}"
done
ccache "$@" || exit
# What comes from the cache names the precompiled header of another clone.
if [ -f "$dependencies" ]; then
  sed -E -i 's#(\\ |[^ ])*/(CMakeFiles/penstock_pch\.dir/)#\2#' "$dependencies"
fi
