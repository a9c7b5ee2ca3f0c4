"""The commands of the documents work."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *PAGES]
INDEX, GLOSSARY, FIRST_CHANGE = (
    ROOT / "docs" / name for name in ("index.md", "glossary.md", "first_change.md")
)

COVERED = {
    "make run": "tests/integration starts and restarts the same stack",
    "make test": "it is what runs this",
    "make lint": "it stands beside the tests in CI",
    "source .venv/bin/activate": "only a shell can run it",
    "python -m pytest tests/unit/cxr/imaging/test_reader.py": "make test runs these tests",
    "python -m pytest -n auto tests/unit/cxr tests/unit/functions": "make test runs these tests",
    "python -m infra.openapi": "tests/unit/webapp/http compares the file with what it would write",
    "python -m infra.redrive --stage local": "tests/unit/infra runs it, tests/integration redrives a film",
    "python -m infra.reconcile --stage prod": "tests/unit/infra/reconcile runs it, tests/integration repairs",
    **dict.fromkeys(
        (
            "python -m infra.restore studies --at 2026-11-28T09:30:00+01:00 --add-missing --stage prod",
            "python -m infra.adopt --stage prod",
            "npx serverless deploy --stage prod",
            "npx serverless rollback --stage prod",
            "npx serverless rollback --stage prod --timestamp TIMESTAMP",
            "python -m infra.reconcile --stage prod --repair",
            "python -m infra.backfill s3://ARCHIVE/films --site SITE --stage prod",
            "python -m infra.export --site SITE --patient-hash HASH --out DIR --stage prod",
            "python -m infra.erase --site SITE --patient-hash HASH --stage prod",
            "python -m infra.release build build/release",
            "python -m infra.release deploy build/release --stage staging",
            "python -m infra.release deploy build/release --stage prod --after staging",
            "python -m infra.smoke --stage prod",
        ),
        "needs an account; tests/unit/infra and tests/integration run the same on stand-ins",
    ),
    "npm ci": "make test installs Node's packages so",
    "npx serverless deploy --stage prod --region eu-central-1": "needs an account; the stack's tests deploy",
    **dict.fromkeys(
        (
            "aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384"
            " --desired-value 1000",
            "aws cloudformation update-termination-protection --no-enable-termination-protection"
            " --stack-name pneumoscope-prod",
            "aws cloudformation deploy --template-file infra/bootstrap.yml"
            " --stack-name pneumoscope-prod-bootstrap --capabilities CAPABILITY_NAMED_IAM"
            " --parameter-overrides Repository=OWNER/NAME Stage=prod",
            "npx serverless remove --stage prod",
            "aws cognito-idp admin-create-user --user-pool-id POOL --username ADDRESS"
            " --user-attributes Name=email,Value=ADDRESS Name=email_verified,Value=true",
            "npx serverless deploy --stage prod --param idleMinutes=30",
            "npx serverless deploy --stage prod --param secondFactor=required",
            "python -m infra.second_factor SITE required --stage prod",
            "python -m infra.members reset-second-factor ADDRESS --stage prod",
            "aws cognito-idp admin-get-user --user-pool-id POOL --username ADDRESS",
            "python -m infra.members disable ADDRESS --stage prod",
            "python -m infra.prevalence SITE 0.10 --stage prod",
            "python -m infra.film_first SITE on --stage prod",
            "python -m infra.result_objects SITE sr,sc --stage prod",
            "python -m infra.programs add PACS --site SITE --stage prod",
            "python -m infra.programs list --site SITE --stage prod",
            "python -m infra.programs remove CLIENT_ID --stage prod",
            'aws dynamodb update-item --table-name TABLE --key \'{"sub": {"S": "SUB"}}\''
            " --update-expression 'SET #s = :s, #r = :r REMOVE prevalence'"
            ' --expression-attribute-names \'{"#s": "site", "#r": "role"}\''
            ' --expression-attribute-values \'{":s": {"S": "SITE"}, ":r": {"S": "clinician"}}\'',
        ),
        "needs an account; tests/unit/infra packages with such parameters",
    ),
    **dict.fromkeys(
        (
            "python -c \"import PIL.Image as I; I.open('infra/local/samples/normal-1.jpg')"
            ".resize((1200, 400)).save('build/stretched.png')\"",
            "python -m cxr classify build/stretched.png",
        ),
        "a test below runs them one after the other",
    ),
    **dict.fromkeys(
        (
            "python -m cxr report film.dcm --out results --prevalence 0.1",
            "python -m cxr report film.dcm --out results --objects sr,sc,pr,fhir",
            "dsrdump results/*/sr.dcm",
            "dciodvfy results/*/sr.dcm",
            "dciodvfy results/*/sc.dcm",
            "dciodvfy results/*/pr.dcm",
            "dsr2html results/*/sr.dcm report.html",
            "dcmdump results/*/pr.dcm",
            "dcmj2pnm +on results/*/sc.dcm shown.png",
            "python -m cxr report film.dcm --out results --objects fhir --prevalence 0.1",
            "node tests/fhir/validate.mjs results/*/fhir.json",
            "python -m cxr report film.dcm --out results --objects sr,sc,fhir --prevalence 0.1",
            "storescu -aec PACS $PACS results/*/sr.dcm results/*/sc.dcm",
            'curl --fail --silent --show-error --header "Content-Type: application/fhir+json"'
            " --data-binary @$(echo results/*/fhir.json) $FHIR/Bundle",
        ),
        "tests/unit/cxr/interchange runs them one after the other",
    ),
    **dict.fromkeys(
        (
            "echoscu -aet MODALITY -aec PNEUMOSCOPE 127.0.0.1 11112",
            "storescu -aet MODALITY -aec PNEUMOSCOPE 127.0.0.1 11112 film.dcm",
            "python -m infra.gateway.trial.latency --films 5",
            "python -m infra.gateway status --config gateway.toml",
            "python -m infra.gateway retry --config gateway.toml",
        ),
        "tests/integration runs them one after the other beside a gateway",
    ),
    "python -m cxr validate results.csv": "tests/unit/cxr/cli runs it on a table of its own",
    "python -m training intercept --verdicts FILE": "tests/unit/training runs it on verdicts of its own",
    "make translations": "tests/unit/infra compares the catalogue with what it would write",
    "make training": "make test installs the same packages",
    "make training BACKEND=jax": "make test installs the same packages, but those of CUDA",
    "python -m training train --recipe from_imagenet --precision mixed_bfloat16 --data DIR"
    " --run runs/gpu": "tests/unit/training trains on JAX with a smaller network",
    "python -m training export --run runs/gpu --data DIR --version NAME": "tests/unit/training exports a run",
    "python -m training run --data DIR --version NAME": "tests/unit/training trains on films of noise",
    "python -m training run --recipe quick_cpu --data DIR --version NAME": "tests/unit/training follows it",
    "python -m training run --config training/reports/RELEASE/config.json --weights"
    " training/reports/RELEASE/weights.npz --data DIR"
    " --version NAME": "tests/unit/training starts from an earlier run",
    "python -m training screening --data DIR --lungs MASKS --non-chest DIR --other-population DIR"
    " --run RUN": "tests/unit/training/screening trains on small films",
    "python -m training run --screening RUN --data DIR --version NAME": "tests/unit/training trains so",
    "python -m training validate --data SITE": "tests/unit/training/validation runs it on the sample films",
    **dict.fromkeys(
        (
            "python -m training train --architecture efficientnetlite2 --weights imagenet --data DIR"
            " --run runs/lite",
            "python -m training.warm_start --of runs/lite --run runs/transferred",
            "python -m training run --weights runs/transferred/weights.npz --data DIR --version NAME",
        ),
        "tests/unit/training transfers a network; training one so large takes minutes",
    ),
}
"""Commands that another test runs, or that need what a test has not."""


def commands() -> list[str]:
    blocks = [
        block for path in DOCUMENTS for block in re.findall(r"```sh\n(.*?)```", path.read_text(), re.DOTALL)
    ]
    return sorted({line.strip() for block in blocks for line in block.splitlines() if line.strip()})


@pytest.mark.parametrize("command", [command for command in commands() if command not in COVERED])
def test_a_documented_command_runs(command: str) -> None:
    words = shlex.split(command)
    if words[0] == "python":
        words[0] = sys.executable
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


def prose(document: Path) -> str:
    """Return the text of a document without its fenced blocks."""
    return re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL)


def links(document: Path) -> list[str]:
    """Return the targets of a document's relative links, as they are written."""
    return [link for link in re.findall(r"\]\(([^)]+)\)", prose(document)) if "://" not in link]


def headings(document: Path) -> set[str]:
    """Return the fragments of a document's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", prose(document), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", [*DOCUMENTS, ROOT / "CHANGELOG.md"], ids=lambda path: path.name)
def test_every_relative_link_leads_to_a_file_and_heading(document: Path) -> None:
    broken = []
    for link in links(document):
        name, _, fragment = link.partition("#")
        target = document.parent / name if name else document
        if not target.exists() or (fragment and fragment not in headings(target)):
            broken.append(link)
    assert broken == []


def named_files(text: str) -> set[str]:
    """Return the files and folders of the repository that a text names in backticks.

    Such a name begins with a folder of the top level. A name with a placeholder (``NAME``, ``<site>``), an
    object key (``uploads/``) and a file of an earlier commit (``commit 6796c46, `name` ``) are left out.
    """
    now = re.sub(r"commit [0-9a-f]{7,40}, `[^`]+`", "", text)
    folders = "cxr|functions|webapp|training|infra|tests|docs|requirements"
    names = re.findall(rf"`((?:{folders})/[\w./-]*)`", now)
    return {name for name in names if not re.search(r"\b[A-Z]{2,}\b", name)}


def test_keys_placeholders_and_earlier_commits_are_not_taken_for_files() -> None:
    text = "`cxr/study.py` `infra/` `inbox/<site>/` `training/reports/NAME/` (commit 6796c46, `cxr/gone`)"
    assert named_files(text) == {"cxr/study.py", "infra/"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_and_make_target_that_is_named_exists(document: Path) -> None:
    text = document.read_text()
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)(?:$|[`\s])", text, re.MULTILINE)) <= targets
    assert [name for name in sorted(named_files(text)) if not (ROOT / name).exists()] == []


def test_the_index_links_every_page() -> None:
    linked = {(INDEX.parent / link.partition("#")[0]).resolve() for link in links(INDEX)}
    assert [page.name for page in PAGES if page != INDEX and page not in linked] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documents_speak_of_the_shipped_release(document: Path) -> None:
    shipped = json.loads((ROOT / "cxr" / "model" / "model_card.json").read_text())["version"]
    named = set(re.findall(r"(?:Pneumoscope|[Mm]odel:?|[Rr]elease) (\d+\.\d+\.\d+)", document.read_text()))
    assert named <= {shipped}


def test_the_glossary_is_in_alphabetical_order() -> None:
    terms = re.findall(r"^\*\*(.+?)\*\*", GLOSSARY.read_text(), re.MULTILINE)
    assert len(terms) >= 30
    assert terms == sorted(terms, key=str.casefold)


def hunks() -> list[tuple[Path, str, str]]:
    """Return each change of the first-change page: its file, and its lines before and after."""
    found, file = [], ROOT
    pattern = r"`([\w/]+\.py)`|```diff\n(.*?)```"
    for name, change in re.findall(pattern, FIRST_CHANGE.read_text(), re.DOTALL):
        if name:
            file = ROOT / name
            continue
        before, after = (
            "\n".join(line[1:] for line in change.splitlines() if not line.startswith(left_out))
            for left_out in ("+", "-")
        )
        found.append((file, before, after))
    return found


@pytest.mark.parametrize(("file", "before", "after"), hunks())
def test_the_first_change_fits_the_code(file: Path, before: str, after: str) -> None:
    code = file.read_text()
    assert before in code or after in code, "after: a reader who follows the page runs this test, too"


def test_the_first_change_begins_with_an_image_that_is_read(tmp_path: Path) -> None:
    make_image, judge = re.findall(r"^python (?:-c|-m cxr) .+$", FIRST_CHANGE.read_text(), re.MULTILINE)[:2]
    image = str(tmp_path / "stretched.png")
    for command in (make_image, judge):
        words = shlex.split(command.replace("build/stretched.png", image))
        done = subprocess.run(
            [sys.executable, *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert "probability" in done.stdout or "refused (stretched)" in done.stdout


def test_commands_that_are_covered_elsewhere_are_still_documented() -> None:
    assert set(COVERED) <= set(commands())
