"""The Lambda entry point."""

from functions.rest_api.loading import uncollected

with uncollected():
    from aws_lambda_powertools.logging import Logger

    from functions.rest_api.gateway import make_handler
    from functions.rest_api.services import Services
    from functions.rest_api.settings import settings

    handler = make_handler(Services(settings()), Logger(serialize_stacktrace=False))
