import json
from decimal import Decimal

import pytest

from nexus.adapters.broker import calls
from nexus.adapters.broker.shapes import OpenContract, Proposal, SymbolRow
from nexus.adapters.broker.wire import candles_of, decode, encode, history_of, read, tick_of
from nexus.kernel.errors import Unavailable
from tests.unit.adapters.broker.factories import answer, tick


@pytest.mark.parametrize("quote", [91.8608, "91.8608"])
def test_tick_is_exact_whether_number_or_text(quote: object) -> None:
    found = tick_of(decode(tick(1, "s", 1789346764, quote)))

    assert found is not None
    assert (found.symbol, found.epoch, found.spot) == ("R_50", 1789346764, Decimal("91.8608"))


def test_frame_without_a_tick_is_none() -> None:
    assert tick_of(decode('{"msg_type":"tick","error":{"code":"X","message":"y"}}')) is None


@pytest.mark.parametrize("payout", [18.83, "18.83"])
def test_proposal_reads_numbers_and_text_and_ignores_new_members(payout: object) -> None:
    payload = {
        "id": "a" * 32,
        "ask_price": 10,
        "payout": payout,
        "spot": 92.0409,
        "spot_time": 1789347034,
        "brand_new": {"member": True},
        "validation_params": {"payout": {"max": "10000.00"}, "stake": {"min": "0.35"}},
    }

    proposal = read(Proposal, decode(answer(1, "proposal", payload)).payload)

    assert (proposal.ask_price, proposal.payout) == (Decimal(10), Decimal("18.83"))
    assert proposal.validation_params.payout.max == Decimal("10000.00")


def test_payload_of_another_shape_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="no Proposal"):
        read(Proposal, {"id": "x"})


def test_open_contract_reads_absent_members_as_not_yet_known() -> None:
    contract = read(OpenContract, {"contract_id": 12859891379, "buy_price": "10.00", "is_sold": 0})

    assert (contract.contract_id, contract.entry_spot, contract.is_sold) == (12859891379, None, 0)


@pytest.mark.parametrize(("pip_size", "decimals"), [(0.01, 2), (0.0001, 4), ("1e-05", 5), (1, 0)])
def test_smallest_increment_tells_the_decimals(pip_size: object, decimals: int) -> None:
    row = {
        "underlying_symbol": "R_50",
        "underlying_symbol_name": "Volatility 50 Index",
        "market": "synthetic_index",
        "pip_size": pip_size,
        "exchange_is_open": 1,
        "is_trading_suspended": 0,
    }

    assert read(SymbolRow, row).decimals == decimals


def test_history_comes_in_time_order() -> None:
    body = '{"msg_type":"history","history":{"prices":[2.5,1.5],"times":[20,10]},"pip_size":4}'

    ticks = history_of("R_50", decode(body))

    assert [(each.epoch, each.spot) for each in ticks] == [
        (10, Decimal("1.5")),
        (20, Decimal("2.5")),
    ]


def test_candles_read_numbers_and_text() -> None:
    rows = [{"epoch": 60, "open": "1.1", "high": 1.4, "low": "1.0", "close": 1.2}]

    [candle] = candles_of(decode(json.dumps({"msg_type": "candles", "candles": rows})))

    assert (candle.epoch, candle.open, candle.close) == (60, 1.1, 1.2)


def test_specific_error_code_wins_over_its_wrapper() -> None:
    error = {"code": "ContractBuyValidationError", "subcode": "PriceMoved", "message": "Moved."}

    frame = decode(json.dumps({"msg_type": "buy", "error": error}))

    assert frame.error is not None
    assert frame.error.code == "PriceMoved"


def test_money_is_sent_as_a_number_with_its_cents() -> None:
    text = encode({**calls.proposal("R_50", "CALL", 1, Decimal("10.35")), "req_id": 7})

    assert '"amount":10.35' in text
    assert '"duration":1' in text


@pytest.mark.parametrize("text", ['{"ping":"pong"} {}', "[]", "7", ""])
def test_frame_that_is_not_one_object_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Expect"):
        decode(text)


def test_every_fraction_stays_exact_however_many_digits_it_has() -> None:
    frame = decode(b' {"msg_type":"balance","balance":{"balance":12345678901234567.89}} ')

    assert frame.payload == {"balance": Decimal("12345678901234567.89")}
