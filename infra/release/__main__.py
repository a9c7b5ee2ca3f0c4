"""`python -m infra.release build|check|deploy FOLDER` makes packages once and deploys the same to each stage.

A release is a folder: a package a function, and a manifest with their SHA-256, and with the version and the
SHA-256 of the model. The SHA-256 of the manifest stands for all of it.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from infra.packaging.build import build_all
from infra.packaging.errors import PackagingError
from infra.packaging.targets import TARGETS
from infra.release.deployed_code import require_deployed
from infra.release.manifest import Manifest, ReleaseRefused, digest_of, read_release, write_release
from infra.stage import StageUnreachableError, add_region_argument, add_stage_arguments, open_stage
from infra.tools.aws_refusals import run_command
from infra.tools.serverless_cli import serverless

RELEASE_VARIABLE = "PNEUMOSCOPE_RELEASE"
"""Where `serverless` takes its packages from, instead of building them (infra/packaging/plugin.js)."""


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when it is done, 1 when the release is refused, or the status of `serverless deploy`."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except (ReleaseRefused, PackagingError, StageUnreachableError) as e:
        print(f"release: {e}", file=sys.stderr)
        return 1
    return status


def _build(options: argparse.Namespace) -> int:
    target = TARGETS[options.target]
    _print(options.folder, write_release(options.folder, target.name, build_all(target)))
    return 0


def _check(options: argparse.Namespace) -> int:
    manifest = read_release(options.folder, options.digest)
    if options.stage:
        _require_running(options.stage, options.region, manifest)
    _print(options.folder, manifest)
    return 0


def _packages(options: argparse.Namespace) -> int:
    """Print the packages as `python -m infra.packaging` does."""
    manifest = read_release(options.folder)
    wanted = TARGETS[options.target].name
    if manifest.target != wanted:
        raise ReleaseRefused(
            f"The release is for {manifest.target}, and the stage needs {wanted}: build another."
        )
    print(json.dumps({name: str(options.folder / it.file) for name, it in manifest.packages.items()}))
    return 0


def _deploy(options: argparse.Namespace) -> int:
    manifest = read_release(options.folder, options.digest)
    if options.after:
        _require_running(options.after, options.region, manifest)
    _print(options.folder, manifest)
    environment = {**os.environ, RELEASE_VARIABLE: str(options.folder.resolve())}
    arguments = ("deploy", "--stage", options.stage, "--region", options.region)
    return serverless(*arguments, env=environment, check=False).returncode


def _require_running(stage: str, region: str, manifest: Manifest) -> None:
    opened = open_stage(stage, region)
    client = opened.session.client("lambda", endpoint_url=opened.endpoint)
    require_deployed(client, stage, manifest)


def _print(folder: Path, manifest: Manifest) -> None:
    print(f"release   {digest_of(folder)}  version {manifest.version} for {manifest.target}")
    print(f"model     {manifest.model.sha256}  version {manifest.model.version}")
    for name, package in manifest.packages.items():
        print(f"{name:<9} {package.sha256}  {package.file}", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.release", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="build|check|deploy")
    build = commands.add_parser("build", help="make the packages, and a manifest of them")
    build.add_argument(
        "--target", choices=TARGETS, default="lambda", help="where the packages run (default: %(default)s)"
    )
    check = commands.add_parser("check", help="compare the packages with the manifest, and what a stage runs")
    check.add_argument("--stage", help="refuse what this stage does not run (default: ask no stage)")
    add_region_argument(check)
    deploy = commands.add_parser("deploy", help="deploy the packages, if they are those of the manifest")
    add_stage_arguments(deploy)
    deploy.add_argument(
        "--after", metavar="STAGE", help="refuse what this stage does not run (default: refuse nothing)"
    )
    # For infra/packaging/plugin.js.
    packages = commands.add_parser("packages")
    packages.add_argument(
        "--target", choices=TARGETS, required=True, help="where the packages run (required)"
    )
    for command, run in ((build, _build), (check, _check), (deploy, _deploy), (packages, _packages)):
        command.add_argument("folder", type=Path, help="the folder of the release")
        command.set_defaults(run=run)
    for command in (check, deploy):
        command.add_argument("--digest", help="refuse any other release than this one (default: refuse none)")
    return parser


if __name__ == "__main__":
    sys.exit(run_command("release", main))
