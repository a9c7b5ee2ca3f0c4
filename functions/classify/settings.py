"""The environment of the function, checked once at cold start."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cxr.errors import CxrError

LOG_LEVELS = "DEBUG|INFO|WARNING|ERROR|CRITICAL"


class InvalidEnvironment(CxrError):
    """The function was deployed with variables missing or malformed; the message names them."""


class Settings(BaseModel):
    """What serverless.yml gives the function. Nothing has a default: a guess would hide a mistake."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    uploads_bucket: str = Field(alias="UPLOADS_BUCKET", min_length=3)
    results_bucket: str = Field(alias="RESULTS_BUCKET", min_length=3)
    studies_table: str = Field(alias="STUDIES_TABLE", min_length=3)
    members_table: str = Field(alias="MEMBERS_TABLE", min_length=3)
    pseudonym_secret: str = Field(alias="PSEUDONYM_SECRET", min_length=3)
    max_receive_count: int = Field(alias="MAX_RECEIVE_COUNT", ge=1)
    stage: str = Field(alias="STAGE", min_length=1)
    log_level: str = Field(alias="LOG_LEVEL", pattern=f"^({LOG_LEVELS})$")


def load_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings. Raises InvalidEnvironment, naming every variable that is wrong."""
    try:
        return Settings.model_validate(environment)
    except ValidationError as e:
        wrong = "; ".join(f"{error['loc'][0]}: {error['msg']}" for error in e.errors())
        raise InvalidEnvironment(wrong) from e
