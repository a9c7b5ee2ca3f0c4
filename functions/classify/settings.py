"""The environment of the classify function."""

from pydantic import Field

from cxr.settings import FunctionSettings


class Settings(FunctionSettings):
    """The variables of this function, beside those of every function."""

    verdicts_table: str = Field(min_length=3)
    pseudonym_secret: str = Field(min_length=3)
    max_receive_count: int = Field(ge=1)
    originals_expire_days: int = Field(ge=1, le=30)
