#!/bin/sh
# Write every requirements.txt anew, with hashes, for every platform.
set -eu
cd "$(dirname "$0")/../.."
command -v uv >/dev/null 2>&1 || { echo "nexus: uv is needed to lock (pip install uv)" >&2; exit 1; }
for folder in layers/dependencies functions/trader functions/sandbox_broker infra/local \
    tests/conformance/clients/python tests/bench/peers .; do
    (cd "$folder" && uv pip compile -q --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header --no-annotate requirements.in -o requirements.txt)
done
