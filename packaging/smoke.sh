#!/bin/sh
# Merges the built-in demo with a frozen build and chats with it, without a window: smoke.sh FOLDER
set -eu
trymore="$1/trymore"
TRYMORE_HOME=$(mktemp -d)
export TRYMORE_HOME
trap 'rm -rf "$TRYMORE_HOME"' EXIT
"$trymore" doctor
answer=$(printf '你好\n' | "$trymore" journey)
printf '%s\n' "$answer"
test -n "$answer"
