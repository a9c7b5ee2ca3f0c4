"""A stage with the identity provider of a hospital, and somebody who logs in by it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from flask import Flask

from cxr.audit_event import NO_SITE, AuditEvent
from cxr.storage.audit.audit_trail import EventFilter
from tests.unit.webapp.support.fake_cognito import POOL, FakeCognito
from tests.unit.webapp.support.hospital_log_in import CLIENT_ID, CLIENT_SECRET, NAME, HospitalLogIn
from tests.unit.webapp.support.pool_keys import ISSUER, PoolKeys
from tests.unit.webapp.support.visitor import PASSWORD, PageResponse, Visitor
from webapp.aws.identity_provider import IdentityProvider, IdTokens, ProviderClient, Vouching
from webapp.aws.people import People
from webapp.services import Services

ORIGIN = "https://pneumoscope.example"
LABEL = "St. Mary's"
EMAIL, ADMINISTRATOR = "clinician@hospital.example", "administrator@hospital.example"
JOIN = "/log-in/provider/join"


@dataclass
class Browser:
    """One browser, which keeps the cookies of our pages and those of Cognito."""

    visitor: Visitor
    cognito: requests.Session = field(default_factory=requests.Session)

    def answer(self, start: str = "/log-in/provider") -> str:
        """Begin a log-in, and return the path that the provider's answer leads to."""
        ended = self._follow(str(self.visitor.get(start).location))
        return self._follow(str(self.visitor.get(_path(ended)).location))

    def log_in(self, start: str = "/log-in/provider") -> PageResponse:
        return self.visitor.get(self.answer(start))

    def _follow(self, url: str) -> str:
        answer = self.cognito.get(url, allow_redirects=False, timeout=30)
        assert answer.status_code == 302, answer.text
        return _path(answer.headers["Location"])


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def with_query(path: str, **values: str) -> str:
    """Return a path with other values in its query."""
    parts = urlsplit(path)
    query = {name: found[0] for name, found in parse_qs(parts.query).items()}
    return f"{parts.path}?{urlencode({**query, **values})}"


@pytest.fixture
def hospital(pool_keys: PoolKeys, cognito: FakeCognito) -> Iterator[HospitalLogIn]:
    url = f"{ORIGIN}/log-in/provider"
    hospital = HospitalLogIn(f"{url}/callback", f"{url}/authorize", pool_keys.private)
    hospital.on_log_in = cognito.add_provider_user
    yield hospital
    hospital.close()


@pytest.fixture
def services(services: Services, hospital: HospitalLogIn, cognito: FakeCognito) -> Services:
    """Those of a stage where administrators alone create accounts."""
    vouching = Vouching(frozenset({"hospital.example"}), says_verified=True)
    return replace(
        services,
        invitation_only=True,
        people=People(cognito, POOL, vouching),  # type: ignore[arg-type]
        identity_provider=IdentityProvider(
            LABEL,
            ProviderClient(NAME, hospital.url, CLIENT_ID, ORIGIN),
            lambda: CLIENT_SECRET,
            vouching,
            IdTokens(hospital.keys, ISSUER, CLIENT_ID),
        ),
    )


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(Visitor(app))


@pytest.fixture
def administrator(app: Flask, cognito: FakeCognito, services: Services) -> Visitor:
    """The administrator of site-a, who has a password."""
    services.site_members.add(cognito.add_user(ADMINISTRATOR, PASSWORD).sub, "site-a", "site_admin")
    visitor = Visitor(app)
    visitor.log_in(ADMINISTRATOR)
    return visitor


def invite(administrator: Visitor, email: str = EMAIL) -> None:
    administrator.submit("/site/invite", "/site/", email=email, role="reviewer")


@pytest.fixture
def clinician(hospital: HospitalLogIn, services: Services) -> str:
    """The account of a member who logs in by the provider."""
    services.site_members.add(hospital.person.sub, "site-a", "clinician")
    return hospital.person.sub


@pytest.fixture
def events(services: Services) -> Callable[..., list[AuditEvent]]:
    """The events of a site, oldest first; by default those without a site."""
    return lambda site=NO_SITE: list(reversed(services.audit.of_site(site, EventFilter(), None, 100).events))
