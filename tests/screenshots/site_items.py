"""Items in the tables of a site, as the states of its pages need them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from cxr.storage.sites.members import MemberStore
from cxr.storage.studies.study_item import study_to_item
from cxr.study import Label
from infra.local.stack import LocalStack
from tests.browser.seeded_films import SeededFilms
from tests.support.worklist_studies import NOW, study_of


class SiteItems:
    """The tables of the stack, for one member and their site."""

    def __init__(self, stack: LocalStack, sub: str) -> None:
        self.stack = stack
        self._sub = sub
        tables, names = stack.clients.dynamodb, stack.outputs
        self._members = tables.Table(names["members_table"])
        self._studies = tables.Table(names["studies_table"])
        self._sessions = tables.Table(names["sessions_table"])
        self.site = MemberStore(self._members).site_of(sub) or ""

    def add_study(self, kind: str, minutes_ago: float, reference: str) -> str:
        """Add a study without a film, of a kind of ``worklist_studies``, and return its address."""
        since = (datetime.now(UTC) - NOW) / timedelta(minutes=1)
        study = study_of(kind, minutes_ago - since, site=self.site, patient_ref=reference)
        self._studies.put_item(Item=study_to_item(study))
        return f"/studies/{study.study_id}"

    def add_film(self, reference: str) -> str:
        """Add a study with a film and a finding, and return its address."""
        (study,) = SeededFilms(self.stack, self.site).add([Label.UNCERTAIN], reference)
        return f"/studies/{study.study_id}"

    def remove_study(self, address: str) -> None:
        """Take a study out of the table."""
        self._studies.delete_item(Key=self._key(address))

    def damage_study(self, address: str) -> None:
        """Take from an item what every item has."""
        self._studies.update_item(Key=self._key(address), UpdateExpression="REMOVE created_at")

    @contextmanager
    def changed_finding(self, address: str, name: str, value: str | None) -> Iterator[None]:
        """Change a field of a finding for a while; None takes it away."""
        key = self._key(address)
        finding: Any = self._studies.get_item(Key=key)["Item"]["finding"]
        changed = {field: stored for field, stored in finding.items() if field != name}
        self._set_finding(key, changed | ({} if value is None else {name: value}))
        yield
        self._set_finding(key, finding)

    def _set_finding(self, key: dict[str, str], finding: dict[str, Any]) -> None:
        self._studies.update_item(
            Key=key, UpdateExpression="SET finding = :new", ExpressionAttributeValues={":new": finding}
        )

    @contextmanager
    def film_first(self) -> Iterator[None]:
        """Have the member see films before findings for a while."""
        members = MemberStore(self._members)
        (member,) = members.of_account(self._sub)
        members.set_film_first(member, True, datetime.now(UTC))
        yield
        members.set_film_first(member, False, datetime.now(UTC))

    @contextmanager
    def limits_not_accepted(self) -> Iterator[None]:
        """Let the limits of the model be unknown to the member for a while."""
        before = str(self._members.get_item(Key={"sub": self._sub})["Item"]["limits_version"])
        self._set_member("limits_version", "an earlier one")
        yield
        self._set_member("limits_version", before)

    @contextmanager
    def role(self, role: str) -> Iterator[None]:
        """Give the member another role for a while."""
        before = str(self._members.get_item(Key={"sub": self._sub})["Item"]["role"])
        self._set_member("role", role)
        yield
        self._set_member("role", before)

    def _set_member(self, name: str, value: str) -> None:
        self._members.update_item(
            Key={"sub": self._sub},
            UpdateExpression="SET #name = :value",
            ExpressionAttributeNames={"#name": name},
            ExpressionAttributeValues={":value": value},
        )

    @contextmanager
    def allowance_used(self) -> Iterator[None]:
        """Let the member have sent, for a while, what an account may send in a day."""
        key = {"session_id": f"allowance#{datetime.now(UTC).date()}#{self._sub}"}
        self._sessions.update_item(
            Key=key, UpdateExpression="SET films = :many", ExpressionAttributeValues={":many": 10**9}
        )
        yield
        self._sessions.delete_item(Key=key)

    def _key(self, address: str) -> dict[str, str]:
        return {"site": self.site, "study_id": address.rpartition("/")[2]}
