"""The control API as a command line: `python -m functions.sandbox_broker.control --help`."""

import argparse
import json
import sys
from collections.abc import Sequence
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from functions.sandbox_broker import settings
from functions.sandbox_broker.control.api import HEADER
from functions.sandbox_broker.control.commands import Call, build_parser

TIMEOUT = 120


def main(arguments: Sequence[str]) -> int:
    """Carry out one command, print the answer as JSON and tell whether it worked."""
    configured = settings.load()
    parser = build_parser(configured.origin, configured.control_key)
    given = parser.parse_args(arguments)
    try:
        answer = request(given, given.call(given))
    except HTTPError as error:
        sys.stderr.write(f"{error.code}: {error.read().decode(errors='replace')}\n")
        return 1
    except URLError as error:
        sys.stderr.write(f"No sandbox broker at {given.url}: {error.reason}\n")
        return 1
    sys.stdout.write(json.dumps(answer, indent=2) + "\n")
    return 0


def request(given: argparse.Namespace, call: Call) -> object:
    """Send a call to the broker that was chosen."""
    given_query = {name: value for name, value in call.query.items() if value is not None}
    query = f"?{urlencode(given_query)}" if given_query else ""
    body = None if call.body is None else json.dumps(call.body).encode()
    headers = {"Content-Type": "application/json", HEADER: given.key}
    asked = Request(  # noqa: S310 - the person names the address
        f"{given.url}/control{quote(call.path)}{query}",
        data=body,
        method=call.method,
        headers=headers,
    )
    with urlopen(asked, timeout=TIMEOUT) as answer:  # noqa: S310
        return json.load(answer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
