"""The acts of the audit trail in words."""

from flask_babel import lazy_gettext

from cxr.audit_event import Act, Outcome
from webapp.languages.words import ROLE_NAMES, role_name, translated

ACT_WORDS = {
    Act.LOG_IN: lazy_gettext("logged in"),
    Act.LOG_OUT: lazy_gettext("logged out"),
    Act.RESET_CODE: lazy_gettext("asked for a code to reset the password"),
    Act.RESET: lazy_gettext("reset the password"),
    Act.LIST: lazy_gettext("saw the worklist"),
    Act.OPEN: lazy_gettext("opened the study"),
    Act.PREPARE: lazy_gettext("fetched the study ahead, without opening it"),
    Act.IMAGES: lazy_gettext("saw finding and pictures"),
    Act.PRIORS: lazy_gettext("saw earlier films of the patient"),
    Act.READ_VERDICTS: lazy_gettext("read verdicts"),
    Act.OPINION: lazy_gettext("asked for the model's opinion"),
    Act.VERDICT: lazy_gettext("gave a verdict"),
    Act.REPORT: lazy_gettext("made a report"),
    Act.EXPORT: lazy_gettext("exported data"),
    Act.UPLOAD: lazy_gettext("created the study"),
    Act.EDIT: lazy_gettext("changed reference or read mark"),
    Act.DELETE: lazy_gettext("deleted the study"),
    Act.MEMBERSHIP: lazy_gettext("changed a membership"),
    Act.SETTINGS: lazy_gettext("changed settings"),
    Act.ACCOUNT: lazy_gettext("changed the account"),
    Act.AUDIT: lazy_gettext("read the audit trail"),
}

OUTCOME_WORDS = {
    Outcome.SUCCESS: lazy_gettext("success"),
    Outcome.REFUSED: lazy_gettext("refused"),
    Outcome.FAILED: lazy_gettext("failed"),
}


def detail_words(detail: str) -> str:
    """Return the words for the kind of an act, which may end with a role."""
    kind, _, role = detail.partition("-")
    if role in ROLE_NAMES:
        return f"{translated(kind)} {role_name(role)}"
    return translated(detail.replace("-", " "))
