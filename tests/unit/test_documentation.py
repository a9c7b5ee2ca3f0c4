"""The commands of the documents work."""

import shlex
import subprocess
import sys

import pytest

from tests.support.documents import ROOT, commands

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
            "python -m infra.release check build/release --stage prod",
            "python -m infra.release deploy build/release --stage staging",
            "python -m infra.release deploy build/release --stage prod --after staging",
            "python -m infra.smoke --stage prod",
            "python -m infra.tools.stack_drift --stage prod",
            "python -m infra.adopt --stage prod --region REGION",
            "npx serverless deploy --stage prod --region REGION",
            "python -m infra.restore studies --from restored-studies --stage prod --region REGION",
            "python -m infra.reconcile --stage prod --region REGION --repair",
        ),
        "needs an account; tests/unit/infra and tests/integration run the same on stand-ins",
    ),
    **dict.fromkeys(
        (
            "aws s3 cp --recursive s3://ARCHIVE/AWSLogs/ACCOUNT/CloudTrail/REGION/2026/11/28/ build/trail/",
            "gzip -dc build/trail/*.json.gz | jq -r '.Records[] | select(.requestParameters | tostring |"
            ' contains("STUDY_ID")) | [.eventTime, .eventName, .sourceIPAddress, .userIdentity.arn]'
            " | @tsv'",
            "aws cloudtrail validate-logs --trail-arn TRAIL --start-time 2026-11-28T00:00:00Z",
        ),
        "needs an account; tests/unit/infra/options runs the filter on a log",
    ),
    **dict.fromkeys(
        (
            "aws secretsmanager get-secret-value --secret-id SALT_ARN --query SecretString --output text",
            "aws secretsmanager create-secret --region REGION --name PseudonymSalt-escrow"
            " --secret-string file://salt --tags Key=application,Value=pneumoscope Key=stage,Value=prod",
            "aws secretsmanager describe-secret --region REGION --secret-id PseudonymSalt-escrow"
            " --query ReplicationStatus",
            "aws secretsmanager list-secrets --region REGION --filters Key=tag-value,Values=prod",
            "aws secretsmanager stop-replication-to-replica --region REGION --secret-id ARN",
            "aws backup list-recovery-points-by-backup-vault --region REGION"
            " --backup-vault-name pneumoscope-prod",
            "aws backup start-restore-job --region REGION --recovery-point-arn ARN --iam-role-arn ROLE"
            " --metadata targetTableName=restored-studies,encryptionType=Default",
            "aws s3 sync s3://RESTORED/uploads s3://UPLOADS/uploads",
        ),
        "needs an account with backups; tests/unit/infra/restore brings back what these would restore",
    ),
    **dict.fromkeys(
        (
            "PNEUMOSCOPE_RELEASE=build/release npx serverless package --stage prod --package build/stack",
            "aws cloudformation create-stack --stack-name pneumoscope-prod --template-body"
            " file://build/stack/cloudformation-template-create-stack.json --enable-termination-protection",
            "aws cloudformation wait stack-create-complete --stack-name pneumoscope-prod",
            "BUCKET=$(aws cloudformation describe-stack-resource --stack-name pneumoscope-prod"
            " --logical-resource-id ServerlessDeploymentBucket"
            " --query StackResourceDetail.PhysicalResourceId --output text)",
            'FOLDER=$(node -p \'require("./build/stack/serverless-state.json")'
            ".package.artifactDirectoryName')",
            "VALUES=$(node -p 'Object.entries(require("
            '"./build/stack/cloudformation-template-update-stack.json").Parameters)'
            '.map(([name, it]) => name + "=" + it.Default).join(" ")\')',
            'aws s3 cp build/release "s3://$BUCKET/$FOLDER" --recursive --exclude "*" --include "*.zip"',
            "aws cloudformation deploy --stack-name pneumoscope-prod --template-file"
            " build/stack/cloudformation-template-update-stack.json"
            ' --s3-bucket "$BUCKET" --s3-prefix "$FOLDER" --capabilities CAPABILITY_IAM'
            " --tags application=pneumoscope stage=prod"
            " --parameter-overrides $VALUES",
            'node -p \'JSON.stringify({Statement: require("./build/stack/serverless-state.json")'
            ".service.provider.stackPolicy})' > build/stack/policy.json",
            "aws cloudformation set-stack-policy --stack-name pneumoscope-prod"
            " --stack-policy-body file://build/stack/policy.json",
        ),
        "needs an account, and AWS's command line",
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
            "aws cloudformation deploy --region us-east-1 --template-file infra/firewall.yml"
            " --stack-name pneumoscope-prod-firewall --parameter-overrides Stage=prod",
            "npx serverless remove --stage prod",
            "aws cloudformation deploy --region REGION --template-file infra/backup_vault.yml"
            " --stack-name pneumoscope-prod-vault --capabilities CAPABILITY_IAM"
            " --parameter-overrides Stage=prod",
            "aws backup update-region-settings --region REGION"
            " --resource-type-opt-in-preference DynamoDB=true,S3=true"
            " --resource-type-management-preference DynamoDB=true",
            "aws cloudwatch delete-dashboards --region REGION --dashboard-names pneumoscope-prod",
            "aws cognito-idp admin-create-user --user-pool-id POOL --username ADDRESS"
            " --user-attributes Name=email,Value=ADDRESS Name=email_verified,Value=true",
            "npx serverless deploy --stage prod --param idleMinutes=30",
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
            " --update-expression 'SET #s = :s, #r = :r'"
            " --condition-expression 'attribute_not_exists(memberships)'"
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


@pytest.mark.parametrize("command", [command for command in commands() if command not in COVERED])
def test_a_documented_command_runs(command: str) -> None:
    words = shlex.split(command)
    if words[0] == "python":
        words[0] = sys.executable
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr


def test_commands_that_are_covered_elsewhere_are_still_documented() -> None:
    assert set(COVERED) <= set(commands())
