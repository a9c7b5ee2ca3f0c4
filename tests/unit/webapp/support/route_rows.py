"""Every route, and who gets what there. A new route needs a row."""

from typing import NamedTuple


class Row(NamedTuple):
    """The statuses that a request without any content gets. A foreigner administrates another site."""

    stranger: int
    foreigner: int
    clinician: int
    administrator: int
    disabled: int


OPEN = Row(200, 200, 200, 200, 200)
# The log-in page leads a signed-in person on. A form without its content is shown again.
FOR_STRANGERS = Row(200, 302, 302, 302, 200)
PAGE = Row(302, 200, 200, 200, 302)
ACTION = Row(302, 302, 302, 302, 302)
"""Leads to log-in, or back to the page with the form. The tests of the action tell the two apart."""
NAMELESS = Row(302, 400, 400, 400, 302)
MISSING = Row(302, 404, 404, 404, 302)
API = Row(401, 200, 200, 200, 401)
OF_ADMINISTRATORS = Row(302, 200, 403, 200, 302)
ABOUT_A_MEMBER = Row(302, 400, 403, 400, 302)
"""Names no member."""

NOWHERE = Row(404, 404, 404, 404, 404)

TABLE = {
    "GET /": ACTION,
    "GET /about": OPEN,
    "GET /about/reading": OPEN,
    "GET /sign-up": OPEN,
    "POST /sign-up": OPEN,
    "GET /confirm": OPEN,
    "POST /confirm": OPEN,
    "POST /confirm/resend": ACTION,
    "GET /log-in": FOR_STRANGERS,
    "POST /log-in": FOR_STRANGERS,
    "GET /log-in/done": PAGE,
    # Steps of a log-in, which lead to its beginning without a right password.
    "GET /log-in/code": ACTION,
    "POST /log-in/code": ACTION,
    "GET /log-in/new-password": ACTION,
    "POST /log-in/new-password": ACTION,
    "POST /log-in/decline": ACTION,
    "GET /log-in/second-factor": ACTION,
    "POST /log-in/second-factor": ACTION,
    # There is no identity provider.
    "GET /log-in/provider": NOWHERE,
    "GET /log-in/provider/authorize": NOWHERE,
    "GET /log-in/provider/callback": NOWHERE,
    "GET /log-in/provider/join": NOWHERE,
    "POST /log-in/provider/join": NOWHERE,
    "GET /log-in/provider/joined": NOWHERE,
    "POST /log-in/provider/decline": NOWHERE,
    "POST /log-out": ACTION,
    "POST /log-out/everywhere": ACTION,
    "GET /password/forgotten": OPEN,
    "POST /password/forgotten": OPEN,
    "GET /password/reset": OPEN,
    "POST /password/reset": OPEN,
    "GET /account/": PAGE,
    "GET /limits/": PAGE,
    "POST /limits/": ACTION,
    "GET /account/export": PAGE,
    # Names no language.
    "POST /account/language": NAMELESS,
    "POST /account/prevalence": ACTION,
    "GET /account/password": PAGE,
    "POST /account/password": PAGE,
    # The last administrator of a site with members stays.
    "GET /account/leave": Row(302, 200, 200, 302, 302),
    "POST /account/leave": Row(302, 200, 200, 302, 302),
    "GET /account/second-factor/": PAGE,
    "POST /account/second-factor/": PAGE,
    # There is nothing to replace or to turn off.
    "GET /account/second-factor/codes": MISSING,
    "POST /account/second-factor/codes": MISSING,
    "GET /account/second-factor/off": MISSING,
    "POST /account/second-factor/off": MISSING,
    "GET /sites/": PAGE,
    # Names no site.
    "POST /sites/enter": NAMELESS,
    "POST /sites/accept": NAMELESS,
    "POST /sites/decline": NAMELESS,
    "POST /site/withdraw": ABOUT_A_MEMBER,
    "POST /account/sessions/end": ACTION,
    "POST /account/sessions/end-others": ACTION,
    "GET /site/": OF_ADMINISTRATORS,
    "GET /site/films": OF_ADMINISTRATORS,
    "POST /site/invite": OF_ADMINISTRATORS,
    "POST /site/invite-again": ABOUT_A_MEMBER,
    "POST /site/role": ABOUT_A_MEMBER,
    "POST /site/remove": ABOUT_A_MEMBER,
    "POST /site/reset-second-factor": ABOUT_A_MEMBER,
    "GET /site/audit": OF_ADMINISTRATORS,
    "GET /site/audit.csv": OF_ADMINISTRATORS,
    # No one has opened the study yet.
    "GET /studies/<study_id>/audit": Row(302, 404, 403, 404, 302),
    "POST /site/second-factor": Row(302, 302, 403, 302, 302),
    "GET /site/thresholds/": OF_ADMINISTRATORS,
    "POST /site/thresholds/": OF_ADMINISTRATORS,
    "POST /site/thresholds/withdraw": Row(302, 302, 403, 302, 302),
    "GET /studies/": PAGE,
    # The model of these tests has not read the sample film.
    "GET /studies/sample": MISSING,
    "GET /studies/sample/report.pdf": MISSING,
    "POST /studies/sample": ACTION,
    "GET /studies/<study_id>": Row(302, 404, 200, 200, 302),
    "GET /api/v1/openapi.json": OPEN,
    "GET /api/v1/session": API,
    "GET /api/v1/studies": API,
    # Signed in, and without a body of JSON.
    "POST /api/v1/studies": Row(401, 415, 415, 415, 401),
    "GET /api/v1/studies/<study_id>": Row(401, 404, 200, 200, 401),
    "DELETE /api/v1/studies/<study_id>": Row(401, 404, 204, 204, 401),
    "PUT /api/v1/prevalence": Row(401, 415, 415, 415, 401),
    "DELETE /api/v1/prevalence": Row(401, 204, 204, 204, 401),
    # The film waits to be uploaded: it has no finding to report or to judge.
    "GET /studies/<study_id>/report.pdf": Row(302, 404, 409, 409, 302),
    "GET /api/v1/studies/<study_id>/fhir": Row(401, 404, 409, 409, 401),
    "GET /api/v1/studies/<study_id>/priors": Row(401, 404, 200, 200, 401),
    "GET /api/v1/studies/<study_id>/verdicts": Row(401, 404, 200, 200, 401),
    "POST /api/v1/studies/<study_id>/verdicts": Row(401, 404, 415, 415, 401),
    "POST /api/v1/studies/<study_id>/opinion": Row(401, 404, 204, 204, 401),
    "PATCH /api/v1/studies/<study_id>": Row(401, 415, 415, 415, 401),
    "POST /api/v1/worklist": Row(401, 415, 415, 415, 401),
    "POST /api/v1/thumbnails": Row(401, 415, 415, 415, 401),
    "GET /api/v1/reading": API,
    "PUT /api/v1/reading": Row(401, 415, 415, 415, 401),
    "GET /agreement/": PAGE,
    # There is no verdict yet.
    "GET /agreement/verdicts-<int:part>.csv": MISSING,
    "GET /agreement/before-opinion.csv": MISSING,
}
