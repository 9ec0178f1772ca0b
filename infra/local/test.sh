#!/bin/sh
# Run every test and fail when any part failed, after all have had their turn.
set -u
cd "$(dirname "$0")/../.."
failed=0

part() {
    printf '\n== %s\n' "$1"
    shift
    "$@" || { code=$?; failed=1; printf 'failed with exit code %s: %s\n' "$code" "$*"; }
}

web_tests() { (cd frontend && npm test --silent); }

part "web app" web_tests
# In the order of folders, the long ones first: else the longest files, of few tests each, come last.
part "everything that needs no deployed product" \
    .venv/bin/python -m pytest tests --ignore=tests/e2e -m "not bench" -q \
    -n 4 --dist loadfile --no-loadscope-reorder
# Cold functions on a busy machine can outlast a browser's patience: what failed has one more turn.
deployed_product() {
    .venv/bin/python -m pytest tests/e2e -m "not bench" -q ||
        .venv/bin/python -m pytest tests/e2e -m "not bench" -q --last-failed
}
part "the deployed product" deployed_product
exit "$failed"
