"""The environment of the web function."""

from pydantic import Field

from cxr.settings import FunctionSettings


class Settings(FunctionSettings):
    """What serverless.yml tells this function besides what it tells both."""

    sessions_table: str = Field(min_length=3)
    user_pool_id: str = Field(pattern=r"^[\w-]+_[0-9a-zA-Z]+$")
    web_client_id: str = Field(min_length=1)
    api_client_id: str = Field(min_length=1)
    app_origin: str = Field(pattern=r"^https?://[^/]+$")

    @property
    def is_https(self) -> bool:
        """Whether browsers reach us over TLS; only on loopback they do not."""
        return self.app_origin.startswith("https://")

    @property
    def region(self) -> str:
        """The region of the pool, which is the stack's: pool identifiers begin with it."""
        return self.user_pool_id.partition("_")[0]
