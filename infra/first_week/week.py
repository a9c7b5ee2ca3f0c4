"""The first week of an operator, day by day: what is done, and what is seen."""

import re

from infra.first_week.laptop import Laptop, until
from infra.first_week.transcript import Transcript

_FILMS = 3
_RECONCILE = "python -m infra.reconcile --stage local --older-than 0"
_TABLE = "pneumoscope-local-StudiesTable-before-the-slip"
_CHANGED = "webapp/templates/auth/log_in.html"
_NEW_WORDS = "reads chest films for signs of pneumonia"


def monday(laptop: Laptop, seen: Transcript) -> None:
    """Clone and deploy."""
    seen.heading("Monday: clone and deploy")
    seen.say(
        "The stage gets a file of its own, which keeps its data when the stack goes. Installing took place"
        " before: its folders were linked into the clone, so `make run` was called without make."
    )
    seen.run("echo 'deletionPolicy: RetainExceptOnCreate' > infra/stages/local.yml")
    printed = laptop.start()
    seen.hidden[laptop.outputs["demo"]["password"]] = "(a random password)"
    seen.show("make run", printed)
    seen.run("python -m infra.smoke --stage local")


def tuesday(laptop: Laptop, seen: Transcript) -> None:
    """Films that cannot be read, an alarm, and a redrive."""
    seen.heading("Tuesday: an alarm, and a redrive")
    laptop.carry_pager()
    laptop.begin_outage()
    laptop.send_films(_FILMS)
    until(lambda: laptop.given_up() == _FILMS, "the films were not given up")
    laptop.measure()
    alarm = laptop.next_alarm()
    seen.say(
        f"`classify` loses its right to the tables, and a gateway sends {_FILMS} films. Each is received five"
        " times, then it is in the dead-letter queue. A pager is subscribed to the alarms, and rings."
        " (The laptop's SQS reports no metrics. This program reported the length of the queue, as SQS does.)"
    )
    seen.show(
        "tail -3 pager",
        f"{alarm['AlarmName']}: {alarm['OldStateValue']} -> {alarm['NewStateValue']}\n"
        f"{alarm['NewStateReason']}\n{alarm['AlarmDescription']}",
    )
    seen.say("What is known of these films:")
    seen.run(_RECONCILE, expected=1)
    laptop.end_outage()
    seen.say("The right is given back, and the films get another try:")
    seen.run("python -m infra.redrive --stage local")
    until(lambda: seen.succeeds(_RECONCILE), "the films were not read")
    seen.run(_RECONCILE)


def wednesday(laptop: Laptop, seen: Transcript) -> None:
    """A release, and the way back."""
    seen.heading("Wednesday: a release, and the way back")
    page = "curl -s $PNEUMOSCOPE_ORIGIN/log-in | grep -o 'Pneumoscope reads.*'"
    seen.run(page)
    path = laptop.folder / _CHANGED
    path.write_text(path.read_text().replace("reads chest X-rays for signs of pneumonia", _NEW_WORDS))
    seen.say("A sentence of the log-in page is changed. The release with it is built once, and deployed:")
    seen.run("python -m infra.release build next-release --target host")
    seen.run("python -m infra.release deploy next-release --stage local")
    seen.run(page)
    seen.say("The old sentence was better. The deployments that can be returned to, and the return:")
    listed = seen.run("npx serverless rollback --stage local")
    earlier, *_ = re.findall(r"Timestamp: (\d{13})", listed)
    seen.run(f"npx serverless rollback --stage local --timestamp {earlier}")
    seen.run(page)
    seen.run("python -m infra.smoke --stage local")
    seen.run(f"git checkout --quiet {_CHANGED}")


def thursday(laptop: Laptop, seen: Transcript) -> None:
    """Studies that were deleted by mistake come back."""
    seen.heading("Thursday: studies are lost, and come back")
    table, before = laptop.outputs["studies_table"], laptop.studies()
    laptop.client("dynamodb").restore_table_to_point_in_time(
        SourceTableName=table, TargetTableName=_TABLE, UseLatestRestorableTime=True
    )
    lost = before[:_FILMS]
    laptop.lose(lost)
    seen.say(
        f"{len(lost)} of {len(before)} studies of a site are deleted in the table itself, by a slip of the"
        " hand. On AWS, `--at` has DynamoDB recover the table as it was. The laptop's DynamoDB recovers a"
        " table as it is, so that was done before the slip."
    )
    seen.run("python -m infra.reconcile --stage local --site demo --older-than 0", expected=1)
    seen.run(f"python -m infra.restore studies --from {_TABLE} --add-missing --stage local")
    seen.run("python -m infra.reconcile --stage local --site demo --older-than 0")
    laptop.client("dynamodb").delete_table(TableName=_TABLE)


def friday(laptop: Laptop, seen: Transcript) -> None:
    """The stack is removed, and another takes up what it left."""
    seen.heading("Friday: the stack is removed, and taken up again")
    before = laptop.studies()
    seen.run("npx serverless remove --stage local")
    seen.say(
        "Films, results, studies, members and accounts stay. A stack takes them up. The laptop's"
        " CloudFormation imports no secrets, so these are left aside here; on AWS they are taken up, too."
    )
    leave = "--leave PseudonymSalt --leave SecondFactorKey"
    seen.run(f"python -m infra.adopt --stage local {leave} --yes")
    seen.run("npx serverless deploy --stage local")
    laptop.stop()
    laptop.start()
    seen.run(_RECONCILE)
    seen.run("python -m infra.smoke --stage local")
    after = laptop.studies()
    seen.say(f"Of {len(before)} studies of the site, {len(set(before) & set(after))} are there again.")
