"""The environment of a process under measurement: every variable a handler may ask for."""

from infra.local.settings import HOST, REGION, process_environment, python_path

_NOWHERE = f"http://{HOST}:9"


def bench_environment(**known: str) -> dict[str, str]:
    """Return a whole environment; what is not named points at a port nobody listens on."""
    arn = f"arn:aws:none:{REGION}:000000000000:bench"
    defaults = {
        "STAGE": "bench",
        "TABLE_PREFIX": "nexus-bench-",
        "EVENT_BUS_NAME": "nexus-bench",
        "COMMAND_QUEUE_URLS": f"{_NOWHERE}/0.fifo,{_NOWHERE}/1.fifo",
        "BACKTEST_QUEUE_URL": f"{_NOWHERE}/backtests",
        "BACKTEST_BUCKET": "nexus-bench-backtests",
        "JWT_SECRET_ARN": arn,
        "BROKER_KEY_ARN": arn,
        "PUBLIC_URL": _NOWHERE,
        "WEBSOCKET_URL": "ws://127.0.0.1:9",
        "WEBSOCKET_ENDPOINT": _NOWHERE,
        "DERIV_APP_ID": "bench",
        "DERIV_AUTH_URL": _NOWHERE,
        "DERIV_API_URL": _NOWHERE,
        "DERIV_WS_URL": "ws://127.0.0.1:9",
        "EMAIL_SENDER": "no-reply@nexus.test",
        "LOG_LEVEL": "ERROR",
        "POWERTOOLS_SERVICE_NAME": "bench",
        "POWERTOOLS_METRICS_NAMESPACE": "Nexus",
        "POWERTOOLS_TRACE_DISABLED": "true",
        "POWERTOOLS_METRICS_DISABLED": "true",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": _NOWHERE,
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONPATH": python_path(),
    }
    return process_environment(**{**defaults, **known})
