#!/bin/sh
# Every command of the installed `trymore`, on the data of test_data.py; runs inside, as the person.
set -eu
work=$(mktemp -d "$HOME/试 验XXXXXX")
trap 'rm -rf "$work"' EXIT
cp -r /check/data/pair /check/data/recipe "$work"
cd "$work"
demo="$HOME/.local/share/TryMoreGPT/models/TryMoreGPT-demo"

trymore inspect pair/base
trymore inspect pair/delta
trymore merge --base pair/base --delta pair/delta --target "合并 one"
trymore verify "合并 one"
printf 'Hello\n' | trymore chat --model "合并 one" >/dev/null
trymore bench --model "合并 one"
trymore make-delta --base pair/base --target "合并 one" --delta "增量 two"
trymore merge --base pair/base --delta "增量 two" --target "合并 two"
for file in "合并 one"/*.safetensors; do
    cmp "$file" "合并 two/${file##*/}"
done
trymore runtime
(cd recipe && trymore data prepare --recipe own-chats.toml)
wc -l recipe/prepared/train.jsonl recipe/prepared/rejects.jsonl
grep -q '"duplicate"' recipe/prepared/rejects.jsonl
grep -q '"near_duplicate"' recipe/prepared/rejects.jsonl
trymore evaluate --model "$demo" --each 1 --demo-kinds --report "报告"
ls "报告"
if trymore train run --recipe recipe/own-chats.toml; then
    echo "training must need its packages" >&2
    exit 1
fi
