#!/bin/sh
# Packs dist/trymore-desktop/ as a portable archive and a .deb; the same folder gives the same bytes.
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' trymore_desktop/__init__.py)
arch=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
folder=dist/trymore-desktop
archive=dist/trymore-desktop-$version-linux-$arch.tar.zst
package=dist/trymore-desktop_${version}_$arch.deb
id=io.github.trymore.trymore_desktop
chmod -R u=rwX,go=rX $folder

tar --sort=name --format=gnu --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
    -C dist -c trymore-desktop | zstd -q -f -T0 -10 -o "$archive"

tree=build/deb
rm -rf $tree
doc=$tree/usr/share/doc/trymore-desktop
mkdir -p $tree/DEBIAN $tree/opt $tree/usr/bin $tree/usr/share/applications $tree/usr/share/metainfo \
    $tree/usr/share/icons $tree/usr/share/man/man1 $doc
cp -a $folder $tree/opt/
ln -s /opt/trymore-desktop/trymore-desktop /opt/trymore-desktop/trymore $tree/usr/bin/
cp packaging/linux/trymore-desktop.desktop $tree/usr/share/applications/
cp packaging/linux/copyright $doc/
gzip -9nc CHANGELOG.md > $doc/CHANGELOG.md.gz
maintainer=$(sed -n 's/^Maintainer: //p' packaging/linux/control)
printf 'trymore-desktop (%s) stable; urgency=medium\n\n  * See CHANGELOG.md.gz.\n\n -- %s  %s\n' "$version" \
    "$maintainer" "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9nc > $doc/changelog.gz
dated() { sed -e "s/@VERSION@/$version/" -e "s/@DATE@/$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)/" "$1"; }
dated packaging/linux/$id.metainfo.xml > $tree/usr/share/metainfo/$id.metainfo.xml
dated packaging/linux/trymore.1 | gzip -9nc > $tree/usr/share/man/man1/trymore.1.gz
ln -s trymore.1.gz $tree/usr/share/man/man1/trymore-desktop.1.gz
cp -r build/icons $tree/usr/share/icons/hicolor
chmod -R u=rwX,go=rX $tree
# As dpkg-gencontrol counts: files in KiB rounded up, everything else one.
size=$(find $tree -path $tree/DEBIAN -prune -o -printf '%y %s\n' |
    awk '{ sum += $1 == "f" ? int(($2 + 1023) / 1024) : 1 } END { print sum }')
# The newest glibc that anything bundled asks for; the build machine's libraries may ask for a newer one than Qt.
glibc=$(find $folder -type f \( -name '*.so*' -o -name trymore-desktop \) -exec objdump -p {} + |
    sed -n 's/.* GLIBC_\(2\.[0-9]*\)$/\1/p' | sort -Vu | tail -1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@SIZE@/$size/" -e "s/@GLIBC@/$glibc/" \
    packaging/linux/control > $tree/DEBIAN/control
(cd $tree && find . -path ./DEBIAN -prune -o -type f -printf '%P\n' | LC_ALL=C sort | tr '\n' '\0' |
    xargs -0 md5sum > DEBIAN/md5sums)
find $tree -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zzstd -z10 --build $tree "$package"

echo "Sizes in bytes:"
du -sb $folder | cut -f1,2
stat -c '%s	%n' "$archive" "$package"
