"""The acts of the audit trail in words."""

from cxr.audit_event import Act

ACT_WORDS = {
    Act.LOG_IN: "logged in",
    Act.LOG_OUT: "logged out",
    Act.RESET_CODE: "asked for a code to reset the password",
    Act.RESET: "reset the password",
    Act.LIST: "saw the worklist",
    Act.OPEN: "opened the study",
    Act.PREPARE: "fetched the study ahead, without opening it",
    Act.IMAGES: "saw finding and pictures",
    Act.PRIORS: "saw earlier films of the patient",
    Act.READ_VERDICTS: "read verdicts",
    Act.OPINION: "asked for the model's opinion",
    Act.VERDICT: "gave a verdict",
    Act.REPORT: "made a report",
    Act.EXPORT: "exported data",
    Act.UPLOAD: "created the study",
    Act.EDIT: "changed reference or read mark",
    Act.DELETE: "deleted the study",
    Act.MEMBERSHIP: "changed a membership",
    Act.SETTINGS: "changed settings",
    Act.ACCOUNT: "changed the account",
    Act.AUDIT: "read the audit trail",
}
