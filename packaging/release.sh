#!/bin/sh
# Builds what can be built on this system, with checksums and a bill of materials, into dist/.
set -eu
cd "$(dirname "$0")/.."
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' trymore_desktop/__init__.py)
grep -q "^## $version\$" CHANGELOG.md || {
    echo "CHANGELOG.md has no entry for $version." >&2
    exit 1
}
case $(uname) in
    Linux) packaging/linux/build.sh ;;
    Darwin) packaging/macos/build.sh ;;
    *) powershell -File packaging/windows/build.ps1 ;;
esac
cp dist/trymore-desktop/licences/sbom.cdx.json "dist/trymore-desktop-$version.cdx.json"
packaging/checksums.sh
