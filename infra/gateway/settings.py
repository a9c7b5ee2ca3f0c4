"""The settings of a gateway, in one TOML file of the hospital."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from cxr.errors import CxrError, InvalidPrevalence
from cxr.figures.prevalence import checked_prevalence
from cxr.interchange.dicom.result_object import ObjectKind
from cxr.interchange.dicom.result_objects import DEFAULT_KINDS
from cxr.storage.object_keys import is_site
from infra.gateway.tls import Tls

AeTitle = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,16}$")]
"""An application entity title (PS3.8 9.3.2), without the letters that could be mistaken in a log."""

Port = Annotated[int, Field(ge=1, le=65535)]


class InvalidSettings(CxrError):
    """The settings cannot be used; the message says where and why."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Listen(_Part):
    """Where films arrive. Only ``senders`` may connect, by their calling AE titles."""

    ae_title: AeTitle = "PNEUMOSCOPE"
    address: str = "127.0.0.1"
    port: Port = 11112
    senders: tuple[AeTitle, ...] = Field(min_length=1)
    tls: Tls | None = None


class DicomArchive(_Part):
    """An archive that takes results by C-STORE."""

    protocol: Literal["c-store"]
    ae_title: AeTitle
    host: str
    port: Port = 104
    tls: Tls | None = None


class WebArchive(_Part):
    """An archive that takes results by STOW-RS, at the address of its DICOMweb root."""

    protocol: Literal["stow-rs"]
    url: str = Field(pattern=r"^https?://")


class Settings(_Part):
    """All settings. ``endpoint_url`` is for the laptop stack. Credentials lie where boto3 looks for them."""

    site: str
    uploads_bucket: str = Field(min_length=3)
    results_bucket: str = Field(min_length=3)
    region: str
    endpoint_url: str | None = None
    spool: Path
    spool_gigabytes: float = Field(default=20, gt=0)
    """Films that wait take no more than this. Beyond, senders hear that the gateway is out of resources."""
    objects: tuple[ObjectKind, ...] = DEFAULT_KINDS
    prevalence: float | None = None
    """The share of films with pneumonia among those that the place sends."""
    keep_hours: float = Field(default=0, ge=0)
    """How long film and results stay in the spool after the archive has taken the results."""
    give_up_hours: float = Field(default=168, gt=0)
    """How long a film may wait for its result, or for the archive."""
    listen: Listen
    archive: DicomArchive | WebArchive = Field(discriminator="protocol")

    @field_validator("site")
    @classmethod
    def _is_site(cls, site: str) -> str:
        if not is_site(site):
            raise ValueError("is not the name of a site: small letters, digits and hyphens")
        return site

    @field_validator("prevalence")
    @classmethod
    def _is_prevalence(cls, share: float | None) -> float | None:
        try:
            return None if share is None else checked_prevalence(str(share))
        except InvalidPrevalence as e:
            raise ValueError(str(e)) from e


def read_settings(path: Path) -> Settings:
    """Return the settings of a file. Raise InvalidSettings."""
    try:
        return Settings.model_validate(tomllib.loads(path.read_text()))
    except OSError as e:
        raise InvalidSettings(f"{path}: {e.strerror}") from e
    except tomllib.TOMLDecodeError as e:
        raise InvalidSettings(f"{path}: {e}") from e
    except ValidationError as e:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in e.errors())
        raise InvalidSettings(f"{path}: {faults}") from e
