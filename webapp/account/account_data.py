"""What is kept of a person, for the person."""

from typing import Any

from cxr.storage.sites.member_item import Member
from webapp.request_context import services

_STUDIES = (
    "Studies belong to the site, not to the account. They are in the worklist, and in the API under "
    "/api/v1/studies."
)


def account_data(member: Member, email: str) -> dict[str, Any]:
    """Return the account, its memberships and its sessions. Times are in UTC.

    Secrets are left out: no one can read the password, and the tokens of sessions open the account.
    """
    found = services()
    person = found.people.find(member.sub)
    return {
        "account": {
            "id": member.sub,
            "email": email,
            "created_at": person.created_at.isoformat() if person else None,
        },
        "memberships": [
            {
                "site": at_site.site,
                "role": at_site.role,
                "prevalence": at_site.prevalence,
                "film_first": at_site.film_first,
            }
            for at_site in found.members.of_account(member.sub)
        ],
        "invitations": [
            {"site": invitation.site, "role": invitation.role, "ends_at": invitation.ends_at.isoformat()}
            for invitation in found.site_invitations.of_account(member.sub, found.clock())
        ],
        "settings": {
            "hotkeys": member.hotkeys,
            "sample_hidden": member.sample_hidden,
            "limits_accepted": member.limits_version,
            "limits_accepted_at": member.limits_at.isoformat() if member.limits_at else None,
            "language": member.language,
            "second_factor": member.second_factor,
        },
        "sessions": [
            {
                "device": session.device,
                "began_at": session.created_at.isoformat(),
                "last_used_at": session.used_at.isoformat(),
            }
            for session in found.sessions.of_account(member.sub, found.clock())
        ],
        "studies": _STUDIES,
    }
