#!/bin/sh
# Everything that can be judged without running the product.
set -u
cd "$(dirname "$0")/../.."
export PYTHONPATH="$PWD:$PWD/layers/shared/python"
failed=0

part() {
    printf '== %s\n' "$1"
    shift
    "$@" || { failed=1; printf 'failed: %s\n' "$*"; }
}

web_app() { (cd frontend && npm run --silent check); }

# The committed API document and the types made from it must be what the code says today.
api_types() {
    describe='from functions.rest_api.openapi import description; print(description(), end="")'
    .venv/bin/python -c "$describe" | diff - frontend/openapi.json >/dev/null || return 1
    (cd frontend && npx --no-install openapi-typescript openapi.json -o ../build/api.ts >/dev/null) &&
        diff frontend/src/generated/api.ts build/api.ts >/dev/null
}

synth() {
    NEXUS_STAGE=$1 CDK_OUTDIR="build/check/$1" .venv/bin/python -m infra.app 2>build/check.log ||
        { cat build/check.log; return 1; }
}

mkdir -p build
part "format" .venv/bin/ruff format --check --quiet .
part "lint" .venv/bin/ruff check --quiet .
part "types" .venv/bin/mypy
part "import rules" .venv/bin/lint-imports
part "web app" web_app
part "API document and generated types are current" api_types
for stage in local staging prod; do
    part "synth with cdk-nag: $stage" synth "$stage"
done
exit "$failed"
