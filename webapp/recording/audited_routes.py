"""Which requests are acts of the audit trail. Every other route needs a reason in its test."""

from typing import NamedTuple

from cxr.audit_event import Act


class Audited(NamedTuple):
    """The act of a request, and a word for its kind where the act has several."""

    act: Act
    detail: str | None = None


AUDITED = {
    "POST auth.log_in": Audited(Act.LOG_IN),
    "POST log_in_steps.ask_code": Audited(Act.LOG_IN, "second-factor"),
    "POST log_in_steps.enrol": Audited(Act.LOG_IN, "second-factor-set-up"),
    "POST log_in_steps.new_password": Audited(Act.LOG_IN, "first-password"),
    "POST log_in_steps.decline": Audited(Act.MEMBERSHIP, "declined"),
    "GET provider_log_in.callback": Audited(Act.LOG_IN, "identity-provider"),
    "GET provider_log_in.joined": Audited(Act.LOG_IN, "identity-provider"),
    "POST provider_log_in.join": Audited(Act.MEMBERSHIP, "joined"),
    "POST provider_log_in.decline": Audited(Act.MEMBERSHIP, "declined"),
    "POST auth.log_out": Audited(Act.LOG_OUT),
    "POST auth.log_out_everywhere": Audited(Act.LOG_OUT, "everywhere"),
    "POST password.forgotten": Audited(Act.RESET_CODE),
    "POST password.reset": Audited(Act.RESET),
    "POST credentials.change_password": Audited(Act.ACCOUNT, "password"),
    "POST credentials.leave": Audited(Act.ACCOUNT, "deleted"),
    "POST second_factor.set_up": Audited(Act.ACCOUNT, "second-factor-set-up"),
    "POST second_factor.new_codes": Audited(Act.ACCOUNT, "recovery-codes"),
    "POST second_factor.turn_off": Audited(Act.ACCOUNT, "second-factor-off"),
    "POST limits.accept": Audited(Act.ACCOUNT, "limits-accepted"),
    "POST own_sessions.end": Audited(Act.ACCOUNT, "session-ended"),
    "POST own_sessions.end_others": Audited(Act.ACCOUNT, "other-sessions-ended"),
    "POST account.set_language": Audited(Act.SETTINGS, "language"),
    "POST sample.set_shown": Audited(Act.SETTINGS, "sample"),
    "POST account.set_prevalence": Audited(Act.SETTINGS, "prevalence"),
    "GET account.export": Audited(Act.EXPORT, "account"),
    "POST site_members.invite": Audited(Act.MEMBERSHIP, "invited"),
    "POST site_members.invite_again": Audited(Act.MEMBERSHIP, "invited-again"),
    "POST site_members.change_role": Audited(Act.MEMBERSHIP, "role"),
    "POST site_members.remove": Audited(Act.MEMBERSHIP, "removed"),
    "POST site_members.reset_second_factor": Audited(Act.MEMBERSHIP, "second-factor-off"),
    "POST site_members.require_second_factor": Audited(Act.SETTINGS, "second-factor"),
    "POST site_members.withdraw": Audited(Act.MEMBERSHIP, "invitation-withdrawn"),
    "POST sites.enter": Audited(Act.LOG_IN, "site-entered"),
    "POST sites.accept": Audited(Act.MEMBERSHIP, "joined"),
    "POST sites.decline": Audited(Act.MEMBERSHIP, "declined"),
    "POST calibration.save": Audited(Act.SETTINGS, "thresholds"),
    "POST calibration.withdraw": Audited(Act.SETTINGS, "thresholds-withdrawn"),
    "GET studies.result": Audited(Act.OPEN),
    "GET api.show": Audited(Act.IMAGES),
    "GET api.index": Audited(Act.LIST),
    "POST list_api.worklist": Audited(Act.LIST),
    "GET priors.index": Audited(Act.PRIORS),
    "GET verdict_api.index": Audited(Act.READ_VERDICTS),
    "POST verdict_api.create": Audited(Act.VERDICT),
    "POST verdict_api.show_opinion": Audited(Act.OPINION),
    "GET reports.report": Audited(Act.REPORT),
    "GET fhir.show": Audited(Act.EXPORT, "fhir"),
    "GET verdicts.table": Audited(Act.EXPORT, "verdicts"),
    "GET verdicts.before_opinion": Audited(Act.EXPORT, "verdicts"),
    "POST api.create": Audited(Act.UPLOAD),
    "PATCH list_api.edit": Audited(Act.EDIT),
    "DELETE api.delete": Audited(Act.DELETE),
    "PUT api.put_prevalence": Audited(Act.SETTINGS, "prevalence"),
    "DELETE api.delete_prevalence": Audited(Act.SETTINGS, "prevalence"),
    "PUT verdict_api.put_reading": Audited(Act.SETTINGS, "reading"),
    "GET audit.of_site": Audited(Act.AUDIT),
    "GET audit.table": Audited(Act.AUDIT, "csv"),
    "GET audit.of_study": Audited(Act.AUDIT, "study"),
}
"""By method and endpoint."""

FETCHED_AHEAD = {Act.OPEN, Act.IMAGES, Act.PRIORS, Act.READ_VERDICTS}
"""What a page or a browser may fetch before its reader asks for it."""

REPEATED = {Act.IMAGES, Act.LIST, Act.PRIORS, Act.READ_VERDICTS}
"""What open pages also ask for by themselves. Such requests leave one event an hour for each session."""
