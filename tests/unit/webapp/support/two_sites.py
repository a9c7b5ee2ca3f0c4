"""A person of two sites, and the administrator of the second one."""

import re
from dataclasses import dataclass

from tests.unit.webapp.support.visitor import PageResponse, Visitor

PERSON, ADMINISTRATOR = "member@example.org", "stranger@example.org"


@dataclass(frozen=True)
class TwoSites:
    """``person`` administrates the site ``first`` and is a clinician of ``second``."""

    person: Visitor
    administrator: Visitor
    first: str
    second: str
    sub: str
    administrator_sub: str

    def invite(self, role: str = "clinician") -> PageResponse:
        return self.administrator.submit("/site/invite", "/site/", email=PERSON, role=role)

    def enter(self, site: str) -> PageResponse:
        return self.person.submit("/sites/enter", "/sites/", site=site)

    def acting_in(self) -> str:
        """Return the site of the person's pages."""
        found = re.search(r'data-site="([^"]+)"', self.person.get("/about").text)
        assert found
        return found[1]

    def remove(self) -> PageResponse:
        """Let the administrator of the second site remove the person."""
        return self.administrator.submit("/site/remove", "/site/", sub=self.sub)
