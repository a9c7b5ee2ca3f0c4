"""Somebody hears of it before a month gets expensive."""

import re
from collections.abc import Callable
from typing import Any

Template = Callable[..., dict[str, Any]]
ADDRESS = "alarmMail=on-call@example.org"


def test_a_budget_is_watched_only_where_one_is_given(template: Template) -> None:
    off, on = template("prod", ADDRESS), template("prod", ADDRESS, "monthlyBudget=50")
    assert [made["Parameters"]["MonthlyBudget"]["Default"] for made in (off, on)] == [0, 50]
    condition = off["Resources"]["CostBudget"]["Condition"]
    assert off["Conditions"][condition] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "MonthlyBudget"}, 0]}]}


def test_operators_hear_of_four_fifths_and_of_what_is_foreseen(template: Template) -> None:
    sent = template("prod", ADDRESS)["Resources"]["CostBudget"]["Properties"]["NotificationsWithSubscribers"]
    when = {(it["Notification"]["NotificationType"], it["Notification"]["Threshold"]) for it in sent}
    assert when == {("ACTUAL", 80), ("FORECASTED", 100)}
    assert all(
        it["Subscribers"] == [{"SubscriptionType": "EMAIL", "Address": {"Ref": "AlarmMail"}}] for it in sent
    )


def test_another_address_can_replace_the_budget(template: Template) -> None:
    # CloudFormation makes the new one before it deletes the old one.
    made = [template("prod", f"alarmMail={it}@example.org", "monthlyBudget=50") for it in ("on-call", "ops")]
    names = {name_of(it) for it in made}
    assert len(names) == 2
    # The deployer may make budgets of such names alone (infra/bootstrap.yml).
    assert all(name.startswith("pneumoscope-prod-") for name in names)


def test_the_longest_address_gives_a_name_that_aws_takes(template: Template) -> None:
    # AWS takes 100 characters, no colon, and not surely a mail address or a telephone number.
    address = f"{'a' * 64}@{'hospital.' * 20}example"
    assert len(address) > 250
    name = name_of(template("a-name-of-15-ab", f"alarmMail={address}", "monthlyBudget=50"))
    assert re.fullmatch("pneumoscope-a-name-of-15-ab-[a-p]{16}", name)


def name_of(made: dict[str, Any]) -> str:
    return str(made["Resources"]["CostBudget"]["Properties"]["Budget"]["BudgetName"])
