"""The local stack: MiniStack, the application deployed into it, and the proxy in front of it."""

from infra.local.clients import Clients
from infra.local.demo.demo_account import get_or_create_account
from infra.local.demo.load_samples import load_once
from infra.local.deploy import deploy_if_changed
from infra.local.ministack import MiniStack
from infra.local.outputs import Outputs, build_outputs, recorded_account, write_outputs
from infra.local.proxy import Proxy
from infra.local.settings import Settings, require_free
from infra.local.state_lock import StateLock
from infra.service import Service


class LocalStack(Service):
    """A stack with persistent state: a restart with the same settings finds all films and accounts."""

    outputs: Outputs

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clients = Clients(settings)
        self.ministack = MiniStack(settings)
        self._lock = StateLock(settings.state)
        self._proxy: Proxy | None = None

    def start(self) -> None:
        """Start the stack and wait until it serves. On LocalStackError, no process is left running."""
        require_free(self.settings.port, "PORT")
        self.settings.state.mkdir(parents=True, exist_ok=True)
        # Make has created it before, for other users of the machine to read: the log in it has addresses.
        self.settings.state.chmod(0o700)
        self._lock.acquire()
        try:
            self.ministack.stop_orphan()
            require_free(self.settings.aws_port, "AWS_PORT")
            self._bring_up()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the proxy, then MiniStack, which writes its state."""
        if self._proxy is not None:
            self._proxy.stop()
            self._proxy = None
        self.ministack.stop()
        self._lock.release()

    def _bring_up(self) -> None:
        path = self.settings.state / "outputs.json"
        self.ministack.start()
        deployed = deploy_if_changed(self.settings, self.clients)
        demo = get_or_create_account(
            self.clients,
            deployed["UserPoolId"],
            deployed["ApiClientId"],
            deployed["MembersTableName"],
            recorded_account(path),
        )
        self.outputs = build_outputs(self.settings, deployed, demo)
        write_outputs(path, self.outputs)
        proxy = Proxy(self.settings, self.outputs["api_id"])
        proxy.start()
        self._proxy = proxy
        load_once(self.clients, self.outputs, self.settings.state)
