import pytest

from functions.sandbox_broker.control.commands import Call, build_parser


def call(*arguments: str) -> Call:
    given = build_parser("http://127.0.0.1:8100", "").parse_args(arguments)
    found = given.call(given)
    assert isinstance(found, Call)
    return found


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["seed"], Call("GET", "/seed")),
        (["seed", "7"], Call("PUT", "/seed", {"seed": 7})),
        (["clock"], Call("GET", "/clock")),
        (["clock", "--pace", "60"], Call("POST", "/clock", {"pace": 60})),
        (["script", "--clear"], Call("DELETE", "/scripts", query={"symbol": None})),
        (
            ["script", "R_50", "rise", "60"],
            Call("POST", "/scripts", {"symbol": "R_50", "direction": "rise", "seconds": 60}),
        ),
        (
            ["fault", "drop_after", "buy", "--probability", "0.1"],
            Call("POST", "/faults", {"effect": "drop_after", "target": "buy", "probability": 0.1}),
        ),
        (["fault", "--clear"], Call("DELETE", "/faults")),
        (["storm", "--seed", "7"], Call("POST", "/faults/storm", {"seed": 7})),
        (["maintenance", "5"], Call("POST", "/maintenance", {"seconds": 5})),
        (
            ["drop", "--kind", "demo"],
            Call("POST", "/sockets/drop", {"kind": "demo", "half_open": False}),
        ),
        (["limits", "off"], Call("PUT", "/limits", {"enabled": False})),
        (["limits", "reset"], Call("PUT", "/limits", {"reset": True})),
        (
            ["assume", "refresh_tokens=true"],
            Call("PATCH", "/assumptions", {"refresh_tokens": "true"}),
        ),
        (["books", "--account", "DOT1"], Call("GET", "/books", query={"account_id": "DOT1"})),
        (["audit"], Call("GET", "/books/audit")),
    ],
)
def test_a_command_is_one_call_of_the_control_api(arguments: list[str], expected: Call) -> None:
    assert call(*arguments) == expected


def test_a_token_names_its_scopes() -> None:
    made = call("token", "CU1", "--scopes", "payment")

    assert made.path == "/users/CU1/tokens"
    assert made.body is not None
    assert made.body["scopes"] == ["payment"]


def test_an_unknown_effect_is_refused_by_the_command_line() -> None:
    with pytest.raises(SystemExit):
        call("fault", "explode")
