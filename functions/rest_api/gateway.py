"""Serve the application to API Gateway."""

from aws_lambda_powertools.logging import Logger
from mangum import Mangum

from functions.rest_api.app import create_app
from functions.rest_api.services import Services
from functions.rest_api.telemetry import Observed

_TEXT_TYPES = ["text/", "application/json", "application/problem+json"]


def make_handler(services: Services, log: Logger) -> Mangum:
    """Make the function API Gateway calls."""
    app = Observed(create_app(services), log)
    return Mangum(app, lifespan="off", text_mime_types=_TEXT_TYPES)
