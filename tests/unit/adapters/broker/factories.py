"""Frames as the broker writes them, with only what a case needs."""

import json


def answer(req_id: int, msg_type: str, payload: object, stream: str | None = None) -> str:
    body: dict[str, object] = {"msg_type": msg_type, msg_type: payload, "req_id": req_id}
    if stream is not None:
        body["subscription"] = {"id": stream}
    return json.dumps(body)


def refusal(req_id: int, msg_type: str, code: str, message: str = "No.") -> str:
    error = {"code": code, "message": message}
    return json.dumps({"msg_type": msg_type, "req_id": req_id, "error": error})


def tick(req_id: int, stream: str, epoch: int, quote: object = 92.0, symbol: str = "R_50") -> str:
    payload = {"symbol": symbol, "epoch": epoch, "quote": quote, "pip_size": 4, "id": stream}
    return answer(req_id, "tick", payload, stream)
