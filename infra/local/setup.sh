#!/bin/sh
# Install what is missing: Python environments, the web app and its build, and a browser for tests.
# Each step leaves the checksum of what it was made from, so that a second run does nothing.
set -eu
cd "$(dirname "$0")/../.."

say() { printf 'nexus: %s\n' "$1"; }
fail() { say "$1" >&2; exit 1; }

stamp_of() { cat "$@" | cksum; }
is_current() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

find_python() {
    for name in ${NEXUS_PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    fail "Python 3.11 or newer is needed and none was found"
}

require_node() {
    command -v node >/dev/null 2>&1 || fail "Node 20.19 or newer is needed and none was found"
    node -e 'const [a, b] = process.versions.node.split("."); process.exit(a * 100 + +b < 2019 ? 1 : 0)' ||
        fail "Node 20.19 or newer is needed, this is $(node --version)"
    command -v npm >/dev/null 2>&1 || fail "npm is needed and was not found (it comes with Node)"
}

# venv folder, requirements file
environment() {
    stamp=$(stamp_of "$2")
    if is_current "$1/.stamp" "$stamp" && "$1/bin/python" -c '' 2>/dev/null; then
        return
    fi
    say "installing Python packages into $1"
    if ! "$1/bin/python" -c '' 2>/dev/null; then
        "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null ||
            fail "Python's venv module is missing (Debian: apt install python3-venv)"
        "$PYTHON" -m venv --clear "$1"
    fi
    "$1/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$2" ||
        return 1
    printf '%s\n' "$stamp" >"$1/.stamp"
}

# folder with a package.json and its lock
packages() {
    stamp=$(stamp_of "$1/package-lock.json")
    if is_current "$1/node_modules/.stamp" "$stamp"; then
        return
    fi
    say "installing npm packages into $1"
    (cd "$1" && npm ci --no-audit --no-fund --loglevel=error) || return 1
    printf '%s\n' "$stamp" >"$1/node_modules/.stamp"
}

# Clients of the broker that nobody here wrote; without them their tests are skipped.
foreign_clients() {
    (environment .venv-clients tests/conformance/clients/python/requirements.txt) ||
        say "python-deriv-api could not be installed: its test will be skipped"
    (packages tests/conformance/clients/node) ||
        say "@deriv/deriv-api could not be installed: its test will be skipped"
}

web_sources() {
    find frontend -type f ! -path '*/node_modules/*' ! -path 'frontend/dist/*' \
        ! -name '*.tsbuildinfo' -print | LC_ALL=C sort
}

web_app() {
    stamp=$(web_sources | tr '\n' '\0' | xargs -0 cksum | cksum)
    if is_current build/web.stamp "$stamp" && [ -f frontend/dist/index.html ]; then
        return
    fi
    say "building the web app"
    (cd frontend && npm run --silent build)
    mkdir -p build
    printf '%s\n' "$stamp" >build/web.stamp
}

browser() {
    for name in chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null 2>&1; then
            return
        fi
    done
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "installing Chromium for the browser tests"
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
            --no-install-recommends chromium; } >/dev/null 2>&1 || true
    fi
    command -v chromium >/dev/null 2>&1 || say "no Chromium here: browser tests will be skipped"
}

PYTHON=$(find_python)
require_node
environment .venv requirements.txt
environment .venv-aws infra/local/requirements.txt
packages frontend
web_app
case ${1:-} in
    with-browser)
        foreign_clients
        browser
        ;;
    with-peers)
        environment .venv-bench tests/bench/peers/requirements.txt
        environment .venv-clients tests/conformance/clients/python/requirements.txt
        ;;
esac
