#!/bin/sh
# Proves a .deb in a fresh Debian: prove.sh SUITE FOLDER PACKAGE.deb [OLDER.deb]
# Needs root, debootstrap, and a .venv from `make test`. FOLDER holds the new system and is left for a look. The
# portable archive is tried too if it lies beside the package.
set -eu
suite=$1 root=$2 package=$3 older=${4:-}
here=$(cd "$(dirname "$0")/../.." && pwd)
home="/home/李 雷"
data="$root$home/.local/share/TryMoreGPT"

if [ -e "$root" ]; then
    # What an earlier proof left there would be taken for the person's own
    echo "$root is there already: remove it, or name another folder" >&2
    exit 2
fi
debootstrap --variant=minbase "$suite" "$root"
mount --bind /proc "$root/proc"
mount --bind /dev "$root/dev"
trap 'umount "$root/proc" "$root/dev"' EXIT
inside() {
    chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"
}
# A person without any locale; what a test wants else it sets.
person() {
    inside setpriv --reuid lilei --regid lilei --clear-groups env -u DEBIAN_FRONTEND HOME="$home" \
        PATH=/usr/bin:/bin "$@"
}
say() { printf '== %s\n' "$*"; }
fail() {
    say "FAILED: $*"
    exit 1
}

say "install${older:+ the older version}"
mkdir -p "$root/check/tests/process" "$root/check/out"
cp "${older:-$package}" "$root/check/first.deb"
cp "$package" "$root/check/package.deb"
inside apt-get update -qq
inside apt-get install -y -qq /check/first.deb >/dev/null
inside dpkg -L trymore-desktop >"$root/check/files"
inside id lilei >/dev/null 2>&1 || inside useradd -m -d "$home" lilei
chmod 777 "$root/check/out"
cp "$here/tests/process/desktop.py" "$here/tests/process/accessibility_driver.py" "$root/check/tests/process/"
cp "$here/packaging/linux/journey.py" "$here/packaging/linux/terminal.sh" "$root/check/"
touch "$root/check/tests/__init__.py" "$root/check/tests/process/__init__.py"
"$here/.venv/bin/python" "$here/packaging/linux/test_data.py" "$root/check/data"
chmod -R a+rX "$root/check"

say "every library that Qt's plugins ask for is there"
# The program finds its own libraries beside itself; what is missing then is the system's.
for plugin in platforms/libqxcb.so platforminputcontexts/libibusplatforminputcontextplugin.so; do
    file=$(inside find /opt/trymore-desktop -path "*$plugin")
    missing=$(inside env LD_LIBRARY_PATH=/opt/trymore-desktop/_internal ldd "$file" | grep 'not found' || true)
    [ -z "$missing" ] || fail "$missing"
done

say "the terminal"
person trymore doctor
printf '你好\n' | person trymore journey

say "the menu entry, through the accessibility bus"
inside apt-get install -y -qq --no-install-recommends at-spi2-core dbus dbus-x11 desktop-file-utils fonts-noto-cjk \
    libglib2.0-bin openbox python3-pyatspi xdotool xvfb >/dev/null
for language in C zh_CN.UTF-8 en_US.UTF-8; do
    person env LANG="$language" PYTHONUTF8=1 python3 /check/journey.py "$language"
done

if [ -n "$older" ]; then
    say "upgrade over the older version with its data"
    inside apt-get install -y -qq /check/package.deb >/dev/null
    inside dpkg -L trymore-desktop >"$root/check/files"
fi
inside desktop-file-validate /usr/share/applications/trymore-desktop.desktop
person trymore --version
for step in again old newer; do
    person env PYTHONUTF8=1 python3 /check/journey.py "$step"
done

say "every command of the terminal, on a pair that nobody has seen"
for language in '' zh_CN.UTF-8 en_US.UTF-8; do
    person env ${language:+LANG="$language"} sh /check/terminal.sh
done

say "remove: chats and models stay, nothing else"
before=$(cd "$data" && find . -type f -exec sha256sum {} + | sort)
inside apt-get purge -y -qq trymore-desktop >/dev/null
while read -r file; do
    [ -d "$root$file" ] || [ ! -e "$root$file" ] || fail "$file is left"
done <"$root/check/files"
[ ! -e "$root/opt/trymore-desktop" ] || fail "/opt/trymore-desktop is left"
[ "$before" = "$(cd "$data" && find . -type f -exec sha256sum {} + | sort)" ] || fail "the person's data have changed"
[ -d "$data/models/TryMoreGPT-demo" ] || fail "the model is gone"

archive=$(find "$(dirname "$package")" -maxdepth 1 -name '*-linux-*.tar.zst')
if [ -n "$archive" ]; then
    say "the portable archive, in a folder with spaces and Chinese"
    place="$home/便携 版/我的 programs"
    person mkdir -p "$place"
    zstd -dcq "$archive" | tar -x --no-same-owner -C "$root$place"
    printf '你好\n' | person "$place/trymore-desktop/trymore" journey
    person env PYTHONUTF8=1 python3 /check/journey.py portable "$place/trymore-desktop/trymore-desktop"
    rm -r "${root:?}$place"
fi
say "proved on $(inside cat /etc/debian_version)"
