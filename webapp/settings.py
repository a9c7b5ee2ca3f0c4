"""What the web function is told by its environment, checked once at start."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_snake


class Settings(BaseModel):
    """Every name is required: a missing one stops the start instead of guessing."""

    model_config = ConfigDict(frozen=True)

    stage: str = Field(min_length=1)
    uploads_bucket: str = Field(min_length=3)
    results_bucket: str = Field(min_length=3)
    studies_table: str = Field(min_length=3)
    members_table: str = Field(min_length=3)
    sessions_table: str = Field(min_length=3)
    user_pool_id: str = Field(pattern=r"^[\w-]+_[0-9a-zA-Z]+$")
    web_client_id: str = Field(min_length=1)
    api_client_id: str = Field(min_length=1)
    app_origin: str = Field(pattern=r"^https?://[^/]+$")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings. Raises pydantic.ValidationError, which names what is missing or wrong."""
        return cls.model_validate({to_snake(name): value for name, value in environment.items()})

    @property
    def is_https(self) -> bool:
        """Whether browsers reach us over TLS; only on loopback they do not."""
        return self.app_origin.startswith("https://")

    @property
    def region(self) -> str:
        """The region of the pool, which is the stack's: pool identifiers begin with it."""
        return self.user_pool_id.partition("_")[0]
