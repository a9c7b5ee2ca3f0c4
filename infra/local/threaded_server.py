"""An aiohttp application on loopback, served by a thread of its own."""

import asyncio
import threading
from collections.abc import Callable

from aiohttp import web

from infra.service import Service


class ThreadedServer(Service):
    """Serves ``application`` on 127.0.0.1; port 0 chooses a free port."""

    def __init__(self, application: web.Application, port: int = 0) -> None:
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=5)
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def url(self) -> str:
        """Return the address of the started server."""
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    def start(self) -> None:
        """Open the port. Raise OSError if it cannot be opened."""
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()
        except OSError:
            self.stop()
            raise

    def stop(self) -> None:
        """Finish the current requests, then close the port."""
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def call_soon(self, function: Callable[..., object], *arguments: object) -> None:
        """Call a function in the thread of the server."""
        self._loop.call_soon_threadsafe(function, *arguments)

    async def _open(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
