"""Environment variables of the web function and the accounts function."""

from typing import Literal

from pydantic import Field

from cxr.settings import FunctionSettings


class PoolSettings(FunctionSettings):
    """The variables of both functions that call the user pool."""

    user_pool_id: str = Field(pattern=r"^[\w-]+_[0-9a-zA-Z]+$")
    web_client_id: str = Field(min_length=1)
    web_client_secret: str = Field(min_length=3)
    """Identifier of the secret that has the client's secret in Secrets Manager."""

    @property
    def region(self) -> str:
        """Return the region of the pool and the stack: a pool identifier begins with it."""
        return self.user_pool_id.partition("_")[0]


class Settings(PoolSettings):
    """The variables of the web function."""

    sessions_table: str = Field(min_length=3)
    verdicts_table: str = Field(min_length=3)
    audit_table: str = Field(min_length=3)
    audit_retention_days: int = Field(ge=1, le=36500)
    api_client_id: str = Field(min_length=1)
    token_issuer: str = Field(pattern=r"^https://[^/]+/[^/]+$")
    app_origin: str = Field(pattern=r"^https?://[^/]+$")
    origin_secret: str | None = Field(default=None, min_length=3)
    """Identifier of the secret of the CDN, on a stage that has one: see `infra/options/edge/`."""
    identity_provider_label: str = ""
    """What people call the identity provider, on a stage that has one.

    The provider's other variables are there exactly if this one is: `infra/options/identity_provider.js`.
    """
    identity_provider_name: str = ""
    identity_provider_url: str = Field(default="", pattern=r"^(https?://[^/]+)?$")
    identity_provider_client_id: str = ""
    identity_provider_client_secret: str = ""
    identity_provider_domains: str = ""
    identity_provider_verifies: bool = False
    accounts_queue_url: str = Field(pattern=r"^https?://")
    account_tasks: Literal["queued", "immediate"]
    invitation_only: bool
    films_per_day: int = Field(ge=1)
    gigabytes_per_day: int = Field(ge=1)
    films_per_site_hour: int = Field(ge=1)
    second_factor: Literal["optional", "required"]
    second_factor_secret: str = Field(min_length=3)
    idle_minutes: int = Field(ge=5, le=720)

    @property
    def is_https(self) -> bool:
        """Return whether browsers reach the app over TLS. Only the local stack uses plain HTTP."""
        return self.app_origin.startswith("https://")
