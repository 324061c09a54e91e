#!/bin/sh
# Writes dist/SHA256SUMS over every file that is given to people.
set -eu
cd "$(dirname "$0")/../dist"
sum=sha256sum
command -v $sum >/dev/null 2>&1 || sum="shasum -a 256"
rm -f SHA256SUMS
for file in *; do
    if [ -f "$file" ]; then $sum "$file"; fi
done > ../SHA256SUMS.new
mv ../SHA256SUMS.new SHA256SUMS
cat SHA256SUMS
