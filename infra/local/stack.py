"""The laptop stack: MiniStack, the application deployed into it, and the front before it."""

from types import TracebackType
from typing import Self

from infra.local import outputs as outputs_file
from infra.local.clients import Clients
from infra.local.demo_account import ensure_account
from infra.local.deploy import deploy_if_changed
from infra.local.load_samples import load_once
from infra.local.ministack import MiniStack
from infra.local.outputs import Outputs
from infra.local.proxy import Front
from infra.local.settings import Settings, require_free
from infra.local.state_lock import Ownership


class LocalStack:
    """A stack whose state outlives it: started again with the same settings, everything is still there."""

    outputs: Outputs

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clients = Clients(settings)
        self.ministack = MiniStack(settings)
        self._ownership = Ownership(settings.state)
        self._front: Front | None = None

    def start(self) -> None:
        """Returns when the application answers. Raises LocalStackError, with nothing left running."""
        require_free(self.settings.port, "PORT")
        self.settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._ownership.claim()
        try:
            self.ministack.end_orphan()
            require_free(self.settings.aws_port, "AWS_PORT")
            self._bring_up()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Closes the front, then MiniStack, which writes its state."""
        if self._front is not None:
            self._front.stop()
            self._front = None
        self.ministack.stop()
        self._ownership.release()

    def _bring_up(self) -> None:
        path = self.settings.state / "outputs.json"
        self.ministack.start()
        deployed = deploy_if_changed(self.settings, self.clients)
        demo = ensure_account(
            self.clients,
            deployed["UserPoolId"],
            deployed["ApiClientId"],
            deployed["MembersTableName"],
            outputs_file.known_account(path),
        )
        self.outputs = outputs_file.assemble(self.settings, deployed, demo)
        outputs_file.write(path, self.outputs)
        front = Front(self.settings, self.outputs["api_id"])
        front.start()
        self._front = front
        load_once(self.clients, self.outputs, self.settings.state)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
