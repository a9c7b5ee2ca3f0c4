"""The environment of a function, checked once at its start."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cxr.errors import InvalidEnvironment


class FunctionSettings(BaseModel):
    """The variables of every function; each adds its own.

    A field is the variable of its name in capitals. Nothing has a default: a guess would hide a mistake.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    stage: str = Field(min_length=1)
    uploads_bucket: str = Field(min_length=3)
    results_bucket: str = Field(min_length=3)
    studies_table: str = Field(min_length=3)
    members_table: str = Field(min_length=3)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings. Raise InvalidEnvironment, naming every variable that is missing or wrong."""
        given = {name: environment[name.upper()] for name in cls.model_fields if name.upper() in environment}
        try:
            return cls.model_validate(given)
        except ValidationError as e:
            wrong = "; ".join(
                f"{str(error['loc'][0]).upper()} "
                + ("is missing" if error["type"] == "missing" else f"is wrong ({error['msg']})")
                for error in e.errors()
            )
            # Cut off from its cause, which holds the values: the log is no place for an environment.
            raise InvalidEnvironment(f"The function cannot start: in its environment {wrong}.") from None
