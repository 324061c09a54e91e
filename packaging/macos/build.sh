#!/bin/sh
# Builds the app bundle and a disk image. Signs and notarises when an identity is given:
#   CODESIGN_IDENTITY, NOTARY_PROFILE (of `xcrun notarytool store-credentials`)
# Not verified by the authors on a real Mac; the release workflow runs it on a hosted one.
set -eu
cd "$(dirname "$0")/../.."
packaging/setup.sh build
bin=.venv-build/bin
version=$($bin/python -c 'import trymore_desktop; print(trymore_desktop.__version__)')
app="dist/TryMore Desktop.app"
rm -rf build dist
$bin/python packaging/translations.py release
iconset=build/trymore.iconset
mkdir -p "$iconset"
QT_QPA_PLATFORM=offscreen $bin/python packaging/linux/icons.py build/icons
for size in 16 32 128 256 512; do
    cp "build/icons/${size}x$size/apps/trymore-desktop.png" "$iconset/icon_${size}x$size.png"
done
iconutil -c icns -o resources/icons/trymore.icns "$iconset"
PYTHONHASHSEED=1 $bin/pyinstaller --noconfirm --log-level WARN packaging/trymore.spec
$bin/python packaging/licences.py "$app/Contents/Resources/licences"
mkdir -p dist/trymore-desktop/licences
cp "$app/Contents/Resources/licences/sbom.cdx.json" dist/trymore-desktop/licences/
# The licences came in after PyInstaller had signed, so it is signed again, at least for this machine's sake ("-").
if [ -n "${CODESIGN_IDENTITY:-}" ]; then
    codesign --force --deep --options runtime --timestamp \
        --entitlements packaging/macos/entitlements.plist --sign "$CODESIGN_IDENTITY" "$app"
else
    codesign --force --deep --sign - "$app"
fi
codesign --verify --deep --strict "$app"
image="dist/trymore-desktop-$version-macos-$(uname -m).dmg"
hdiutil create -volname "TryMore Desktop" -srcfolder "$app" -ov -format ULFO "$image"
if [ -n "${NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
fi
