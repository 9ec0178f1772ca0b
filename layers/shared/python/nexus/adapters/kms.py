"""Seal broker tokens with KMS, bound to the user and account they belong to."""

import base64
import binascii
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from nexus.kernel.errors import Refused, Unavailable

if TYPE_CHECKING:
    from types_boto3_kms import KMSClient

_UNREADABLE = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})


class TokenVault:
    """Encrypt under one key, with user and account as context: no other owner can open it."""

    def __init__(self, kms: "KMSClient", key_arn: str) -> None:
        self._kms, self._key_arn = kms, key_arn

    def seal(self, token: str, user_id: str, account_id: str) -> str:
        """Encrypt a token (at most 4 KB) into text that may be stored."""
        try:
            sealed = self._kms.encrypt(
                KeyId=self._key_arn,
                Plaintext=token.encode(),
                EncryptionContext=_context(user_id, account_id),
            )
        except ClientError as e:
            raise Unavailable(f"KMS did not encrypt: {_code(e)}") from e
        return base64.b64encode(sealed["CiphertextBlob"]).decode()

    def open(self, sealed: str, user_id: str, account_id: str) -> str:
        """Decrypt a sealed token; Refused when it was sealed for somebody else or is damaged."""
        try:
            opened = self._kms.decrypt(
                KeyId=self._key_arn,
                CiphertextBlob=base64.b64decode(sealed, validate=True),
                EncryptionContext=_context(user_id, account_id),
            )
        except binascii.Error as e:
            raise Refused("The sealed token is damaged") from e
        except ClientError as e:
            if _code(e) in _UNREADABLE:
                raise Refused("The sealed token does not belong to this account") from e
            raise Unavailable(f"KMS did not decrypt: {_code(e)}") from e
        return opened["Plaintext"].decode()


def _context(user_id: str, account_id: str) -> dict[str, str]:
    return {"user_id": user_id, "account_id": account_id}


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
