import pytest

from infra.local.aws import LocalAws
from nexus.adapters.kms import TokenVault
from nexus.kernel.errors import NexusError, Refused

TOKEN = "ory_at_secret"


@pytest.fixture
def vault(local_aws: LocalAws) -> TokenVault:
    kms = local_aws.client("kms")
    return TokenVault(kms, kms.create_key()["KeyMetadata"]["Arn"])


def test_token_opens_for_its_user_and_account(vault: TokenVault) -> None:
    sealed = vault.seal(TOKEN, "U1", "A1")

    assert TOKEN not in sealed
    assert vault.open(sealed, "U1", "A1") == TOKEN


@pytest.mark.parametrize(("user_id", "account_id"), [("U2", "A1"), ("U1", "A2")])
def test_token_does_not_open_for_anybody_else(
    vault: TokenVault, user_id: str, account_id: str
) -> None:
    sealed = vault.seal(TOKEN, "U1", "A1")

    with pytest.raises(NexusError):
        vault.open(sealed, user_id, account_id)


def test_damaged_text_is_refused(vault: TokenVault) -> None:
    with pytest.raises(Refused, match="damaged"):
        vault.open("not base64!", "U1", "A1")
