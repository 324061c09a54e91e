#!/bin/sh
# Builds dist/trymore-desktop/ (one folder), the portable archive and the .deb from it.
set -eu
cd "$(dirname "$0")/../.."
packaging/setup.sh build
bin=.venv-build/bin
version=$($bin/python -c 'import trymore_desktop; print(trymore_desktop.__version__)')
arch=$(dpkg --print-architecture)
# The date of the last change, so that the same source gives the same bytes.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
PYTHONHASHSEED=1
export SOURCE_DATE_EPOCH PYTHONHASHSEED

rm -rf build dist
$bin/python packaging/translations.py release
$bin/pyinstaller --noconfirm --log-level WARN packaging/trymore.spec
$bin/python packaging/licences.py dist/trymore-desktop/licences
find dist/trymore-desktop -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
    -C dist -c trymore-desktop | zstd -q -T0 -10 -o "dist/trymore-desktop-$version-linux-$arch.tar.zst"

tree=build/deb
mkdir -p $tree/DEBIAN $tree/opt $tree/usr/bin $tree/usr/share/applications $tree/usr/share/metainfo \
    $tree/usr/share/doc/trymore-desktop
cp -a dist/trymore-desktop $tree/opt/
ln -s /opt/trymore-desktop/trymore-desktop /opt/trymore-desktop/trymore $tree/usr/bin/
cp packaging/linux/trymore-desktop.desktop $tree/usr/share/applications/
cp packaging/linux/copyright $tree/usr/share/doc/trymore-desktop/
sed -e "s/@VERSION@/$version/" -e "s/@DATE@/$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)/" \
    packaging/linux/io.github.trymore.trymore_desktop.metainfo.xml \
    > $tree/usr/share/metainfo/io.github.trymore.trymore_desktop.metainfo.xml
QT_QPA_PLATFORM=offscreen $bin/python packaging/linux/icons.py $tree/usr/share/icons/hicolor
size=$(du -sk $tree | cut -f1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@SIZE@/$size/" \
    packaging/linux/control > $tree/DEBIAN/control
find $tree -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
chmod -R u=rwX,go=rX $tree
dpkg-deb --root-owner-group -Zzstd -z10 --build $tree "dist/trymore-desktop_${version}_$arch.deb"
du -sh dist/*
