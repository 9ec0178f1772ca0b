"""Send e-mail through SES."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_sesv2 import SESV2Client


@dataclass(frozen=True)
class SesMailer:
    """Send plain-text mail from one address."""

    client: "SESV2Client"
    sender: str

    def send(self, recipient: str, subject: str, text: str) -> None:
        """Send one message; the same call twice sends it twice."""
        self.client.send_email(
            FromEmailAddress=self.sender,
            Destination={"ToAddresses": [recipient]},
            Content={
                "Simple": {
                    "Subject": {"Data": subject, "Charset": "UTF-8"},
                    "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
                }
            },
        )
