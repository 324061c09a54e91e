#!/bin/sh
# Makes .venv (.venv-build for building) and installs what is missing: packaging/setup.sh [run|test|build]
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-run}
venv=.venv
[ "$purpose" = build ] && venv=.venv-build
stamp=$venv/.ready-$purpose

say() { printf '%s\n' "$*" >&2; }

failed() {
    say "$1."
    say "Usually the network or the disk is the reason. Run the same command again: what is done is kept."
    exit 1
}

find_python() {
    for candidate in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    say "Python 3.11, 3.12 or 3.13 is needed and none was found."
    say "Install one (on Debian and Ubuntu: apt-get install python3) and run this again."
    exit 1
}

missing_packages() {
    lists=packaging/linux/packages.txt
    [ "$purpose" = build ] && lists="$lists packaging/linux/packages-build.txt"
    [ "$purpose" = test ] && lists="$lists packaging/linux/packages-test.txt"
    for name in $(grep -hv '^#' $lists); do
        # From Debian 13 and Ubuntu 24.04 on, glib carries the suffix t64.
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' ||
            dpkg-query -W -f '${Status}' "${name}t64" 2>/dev/null | grep -q 'ok installed' ||
            echo "$name"
    done
    "$python" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
}

install_packages() {
    command -v apt-get >/dev/null 2>&1 || return 0
    missing=$(missing_packages | tr '\n' ' ')
    [ -n "${missing% }" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root=sudo
    else
        say "These system packages are missing. Install them with this command, then run make again:"
        say "  sudo apt-get update && sudo apt-get install -y $missing"
        exit 1
    fi
    say "Installing system packages: $missing"
    # The command that this prints on failure is the one to run by hand.
    if ! { $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >&2; then
        say "By hand it is: ${as_root:+sudo }apt-get update && ${as_root:+sudo }apt-get install -y $missing"
        failed "The system packages could not be installed; apt says above why"
    fi
}

python=$(find_python)
install_packages
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    say "Making $venv with $($python --version)"
    "$python" -m venv --clear "$venv" || failed "Python could not make the folder $venv"
fi
stale() {
    [ ! -f "$stamp" ] || [ -n "$(find pyproject.toml packaging/constraints.txt trymore_desktop/inference/csrc -newer "$stamp")" ]
}

if stale; then
    say "Installing Python packages (the first time this takes some minutes)"
    case $purpose in
        test) set -- -e '.[train,dev]' ;;
        build) set -- -e '.[data]' 'pyinstaller>=6.16' ;;
        *) set -- -e . ;;
    esac
    "$venv/bin/python" -m pip install -q --disable-pip-version-check -c packaging/constraints.txt "$@" >&2 ||
        failed "Python's packages could not be installed; pip says above why"
    touch "$stamp"
fi
