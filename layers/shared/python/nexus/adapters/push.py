"""Send to one browser over the WebSocket API's management endpoint."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from nexus.kernel.errors import Unavailable

if TYPE_CHECKING:
    from types_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient

_GONE = 410


@dataclass(frozen=True)
class BrowserPush:
    """Post frames to sockets."""

    client: "ApiGatewayManagementApiClient"

    def post(self, connection_id: str, data: bytes) -> bool:
        """Send a frame; False when the socket is gone for good."""
        try:
            self.client.post_to_connection(ConnectionId=connection_id, Data=data)
        except ClientError as e:
            if e.response["ResponseMetadata"]["HTTPStatusCode"] == _GONE:
                return False
            raise Unavailable(f"The frame was not sent: {e.response['Error']['Code']}") from e
        except BotoCoreError as e:
            raise Unavailable(f"The frame was not sent: {type(e).__name__}") from e
        return True


def browser_push(endpoint: str, connections: int) -> BrowserPush:
    """Reach the sockets of one API and stage, over at most `connections` at once.

    A frame is worth nothing late, so it is tried once more at most.
    """
    config = Config(
        retries={"mode": "standard", "total_max_attempts": 2},
        connect_timeout=1,
        read_timeout=2,
        tcp_keepalive=True,
        max_pool_connections=connections,
    )
    return BrowserPush(
        boto3.client("apigatewaymanagementapi", endpoint_url=endpoint, config=config)
    )
