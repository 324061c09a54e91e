#!/bin/sh
# Wraps dist/trymore-desktop as an AppImage. Needs appimagetool on the PATH or in $APPIMAGETOOL, whose runtime
# comes from its own project's releases; so the release workflow runs this and a plain build does not.
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' trymore_desktop/__init__.py)
tree=build/TryMoreDesktop.AppDir
rm -rf $tree
mkdir -p $tree/usr/share/metainfo
cp -a dist/trymore-desktop $tree/usr/bin
cp packaging/linux/trymore-desktop.desktop $tree/
cp resources/icons/app.svg $tree/trymore-desktop.svg
printf '#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/usr/bin/trymore-desktop" "$@"\n' > $tree/AppRun
chmod +x $tree/AppRun
"${APPIMAGETOOL:-appimagetool}" $tree "dist/trymore-desktop-$version-$(uname -m).AppImage"
