"""Every failure the domain expects, as one small tree."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxr.study import RefusalReason


class CxrError(Exception):
    """The root: catch it to handle every failure that the domain expects."""


class FilmRefused(CxrError):
    """The film itself cannot be judged, now or on any retry.

    ``reason`` is the code that is stored and shown; the message, and ``detail`` in it, are for the log.
    """

    def __init__(self, reason: "RefusalReason", detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


class NothingToReferTo(CxrError):
    """A film that no result can be filed beside; the message is a sentence for who has the film."""


class DecoderError(CxrError):
    """A decoder failed in a way that is not expected.

    The message is the kind alone: the text may quote the header, and so name a patient.
    """


class ModelUnusable(CxrError):
    """The model file or its card is missing, damaged or of another version."""


class InvalidEnvironment(CxrError):
    """The function was deployed with variables missing or malformed; the message names them."""


class InvalidObjectKey(CxrError):
    """An S3 key that is not one of ours."""


class InvalidPrevalence(CxrError):
    """A prevalence that cannot be set; the message is a sentence for the person who gave it."""


class InvalidThresholds(CxrError):
    """Thresholds that a site cannot save: they divide nothing, or too few films were judged."""


class InvalidResults(CxrError):
    """A table of results that cannot be measured; the message says where and why."""


class InvalidCursor(CxrError):
    """A page cursor that this store did not issue."""


class AccessEnded(CxrError):
    """The account's access was ended after this session or token began."""


class MemberNotFound(CxrError):
    """No such member in this site."""


class LastAdministrator(CxrError):
    """Without this member, the site would have no administrator. ``site`` is its name."""

    def __init__(self, sub: str, site: str) -> None:
        super().__init__(sub)
        self.site = site


class MemberOfSeveralSites(CxrError):
    """No administrator of one site may do this to a person who belongs to others, too."""


class AlreadyMember(CxrError):
    """The person who is invited belongs to the site."""


class InvitationClosed(CxrError):
    """There is no such invitation, or not any more; or the person has as many as one may have."""


class StudyNotFound(CxrError):
    """No such study in this site, or it was deleted."""


class StudyChanged(CxrError):
    """The study has changed since the caller read it."""


class StudyExists(CxrError):
    """A study of this identifier is already there."""


class StudyClaimed(CxrError):
    """Another object has claimed this study and has not ended it. A later try finds it final, or open."""


class StudyFinalized(CxrError):
    """The study takes no further result.

    It is complete, refused or deleted, or another object was the first to be delivered for it.
    """
