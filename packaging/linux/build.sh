#!/bin/sh
# Builds dist/trymore-desktop/ (one folder), then the portable archive and the .deb from it.
set -eu
cd "$(dirname "$0")/../.."
packaging/setup.sh build
bin=.venv-build/bin
# The date of the last change, so that the same source gives the same bytes.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
PYTHONHASHSEED=1
export SOURCE_DATE_EPOCH PYTHONHASHSEED

if [ -n "$($bin/python -c 'import torch; print(torch.version.cuda or "")')" ]; then
    echo "PyTorch in .venv-build is the CUDA build, which would make a package of 3 GB." >&2
    echo "Install the CPU build first, from an index that has it: set PIP_EXTRA_INDEX_URL, remove .venv-build." >&2
    exit 1
fi
rm -rf build dist
$bin/python packaging/translations.py release
$bin/pyinstaller --noconfirm --log-level WARN packaging/trymore.spec
[ -z "$(find dist -xtype l)" ] || {
    echo "Links lead nowhere: $(find dist -xtype l)" >&2
    exit 1
}
# Names of functions that are not exported are for a debugger: 106 MB of them.
find dist/trymore-desktop/_internal \( -name 'libtorch_*.so' -o -name 'libpython3*.so*' \) -type f \
    -exec strip --strip-unneeded {} +
$bin/python packaging/licences.py dist/trymore-desktop/licences build/trymore/system-libraries.txt
QT_QPA_PLATFORM=offscreen $bin/python packaging/linux/icons.py build/icons
packaging/linux/pack.sh
