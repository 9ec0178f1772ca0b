import pytest

from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.sockets import requests
from functions.sandbox_broker.sockets.validation import check, read


def refusal(text: str) -> BrokerError:
    with pytest.raises(BrokerError) as refused:
        check(read(text))
    return refused.value


def test_a_request_is_named_by_its_call_and_keeps_what_was_sent() -> None:
    incoming = read('{"req_id": 3, "ticks": "R_50", "subscribe": 1}')

    assert (incoming.call, incoming.req_id) == ("ticks", 3)
    assert check(incoming) == requests.Ticks(ticks="R_50", subscribe=1, req_id=3)


def test_amounts_are_exact() -> None:
    text = (
        '{"proposal":1,"contract_type":"CALL","currency":"USD","underlying_symbol":"R_50",'
        '"amount":10.1,"basis":"stake"}'
    )
    request = check(read(text))

    assert isinstance(request, requests.Proposal)
    assert str(request.amount) == "10.1"


@pytest.mark.parametrize("value", ['"1"', "1"])
def test_buying_by_parameters_is_asked_for_as_text_or_number(value: str) -> None:
    request = check(read(f'{{"buy": {value}, "price": 10}}'))

    assert isinstance(request, requests.Buy)
    assert request.buy == "1"


@pytest.mark.parametrize("text", ["", "{", "[1]", "1", '{"ping": Infinity}', "[" * 100_000])
def test_what_is_not_a_json_object_is_refused(text: str) -> None:
    assert refusal(text).code == "InputValidationFailed"


@pytest.mark.parametrize("value", ["true", "1.0", '"1"', "2", "null"])
def test_only_the_integer_one_is_one(value: str) -> None:
    assert refusal(f'{{"ping": {value}}}').message == "Input validation failed: ping"


def test_unknown_members_are_named_wherever_they_are() -> None:
    nested = (
        '{"buy":"1","price":1,"parameters":{"contract_type":"CALL","currency":"USD",'
        '"underlying_symbol":"R_50","symbol":"R_50"}}'
    )

    assert refusal('{"ping":1,"a":1,"b":2}').message.endswith("Properties not allowed: a, b")
    assert refusal(nested).message.endswith("Properties not allowed: symbol")


def test_a_frame_without_a_call_is_not_recognised() -> None:
    assert refusal('{"authorize": "token"}').code == "UnrecognisedRequest"
