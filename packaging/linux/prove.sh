#!/bin/sh
# Proves a .deb in a fresh Debian: prove.sh SUITE FOLDER PACKAGE.deb [OLDER.deb]
# Needs root and debootstrap. FOLDER holds the new system and is left for a look.
set -eu
suite=$1 root=$2 package=$3 older=${4:-}
here=$(cd "$(dirname "$0")/../.." && pwd)

[ -d "$root/etc" ] || debootstrap --variant=minbase "$suite" "$root"
mountpoint -q "$root/proc" || mount --bind /proc "$root/proc"
mountpoint -q "$root/dev" || mount --bind /dev "$root/dev"
trap 'umount "$root/proc" "$root/dev"' EXIT
inside() {
    chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive "$@"
}
person() {
    inside setpriv --reuid lilei --regid lilei --clear-groups env HOME="/home/李 雷" "$@"
}
say() { printf '== %s\n' "$*"; }

say "install${older:+ the older version}"
mkdir -p "$root/check"
cp "${older:-$package}" "$root/check/first.deb"
cp "$package" "$root/check/package.deb"
inside apt-get update -qq
inside apt-get install -y -qq /check/first.deb >/dev/null
inside id lilei >/dev/null 2>&1 || inside useradd -m -d "/home/李 雷" lilei

say "every library that Qt's plugins ask for is there"
# The program finds its own libraries beside itself; what is missing then is the system's.
for plugin in platforms/libqxcb.so platforminputcontexts/libibusplatforminputcontextplugin.so; do
    file=$(inside find /opt/trymore-desktop -path "*$plugin")
    inside env LD_LIBRARY_PATH=/opt/trymore-desktop/_internal ldd "$file" | { ! grep 'not found'; }
done

say "the terminal: doctor, demo, chat"
person trymore doctor
printf '你好\n' | person trymore journey

say "the menu entry, through the accessibility bus"
inside apt-get install -y -qq --no-install-recommends at-spi2-core dbus dbus-x11 desktop-file-utils fonts-noto-cjk \
    libglib2.0-bin openbox python3-pyatspi xdotool xvfb >/dev/null
inside desktop-file-validate /usr/share/applications/trymore-desktop.desktop
mkdir -p "$root/check/tests/process" "$root/check/out"
chmod 777 "$root/check/out"
cp "$here/tests/process/desktop.py" "$here/tests/process/accessibility_driver.py" "$root/check/tests/process/"
cp "$here/packaging/linux/journey.py" "$root/check/"
touch "$root/check/tests/__init__.py" "$root/check/tests/process/__init__.py"
for language in C.UTF-8 zh_CN.UTF-8; do
    person python3 /check/journey.py "$language"
done

if [ -n "$older" ]; then
    say "upgrade"
    inside apt-get install -y -qq /check/package.deb >/dev/null
    person python3 /check/journey.py again
fi

say "remove: chats and models stay, nothing else"
inside apt-get remove -y -qq trymore-desktop >/dev/null
test ! -e "$root/opt/trymore-desktop"
test -f "$root/home/李 雷/.local/share/TryMoreGPT/models/TryMoreGPT-demo/model.safetensors.index.json" ||
    test -d "$root/home/李 雷/.local/share/TryMoreGPT/models/TryMoreGPT-demo"
ls "$root/home/李 雷/.local/share/TryMoreGPT"
say "proved on $(inside sh -c '. /etc/os-release; echo $PRETTY_NAME')"
