#!/bin/sh
# Inference on an NVIDIA card against its bars: sh benchmarks/gpu.sh [--layers 32] [--rounds 3]
# Needs Python with torch, transformers, safetensors and sentencepiece; no Qt, no network.
set -eu
cd "$(dirname "$0")/.."
exec "${PYTHON:-python3}" benchmarks/gpu.py "$@"
