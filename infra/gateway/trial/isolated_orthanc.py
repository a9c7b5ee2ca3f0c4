"""Runs Orthanc in a network of its own: `python -m infra.gateway.trial.isolated_orthanc FILE SOCKET:PORT…`.

FILE is Orthanc's configuration. Orthanc listens on every address of its network. So run this under
`unshare --net`: the network has loopback alone. Each SOCKET is one of the network outside. Each connection to
it is passed on to PORT inside. Orthanc ends when the standard input does, so it does not outlive who started
it.
"""

import asyncio
import fcntl
import socket
import struct
import sys
from functools import partial

_SET_FLAGS, _UP_AND_RUNNING = 0x8914, 0x41
"""SIOCSIFFLAGS; IFF_UP and IFF_RUNNING (netdevice(7))."""


async def run(configuration: str, doors: list[str]) -> int:
    """Run Orthanc until the standard input ends, or Orthanc. Return its exit status."""
    _switch_loopback_on()
    orthanc = await asyncio.create_subprocess_exec("Orthanc", configuration, stdin=asyncio.subprocess.DEVNULL)
    for door in doors:
        descriptor, port = map(int, door.split(":"))
        await asyncio.start_server(partial(_pass_on, port), sock=socket.socket(fileno=descriptor))
    over = asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin, over.set)
    waiting = [asyncio.create_task(orthanc.wait()), asyncio.create_task(over.wait())]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    if orthanc.returncode is None:
        orthanc.terminate()
    return await orthanc.wait()


def _switch_loopback_on() -> None:
    """Switch on the loopback of a new network."""
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh", b"lo", _UP_AND_RUNNING))


async def _pass_on(port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Connect who came from outside with a port inside."""
    try:
        answers, questions = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionError:
        writer.close()
        return
    await asyncio.gather(_copy(reader, questions), _copy(answers, writer))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(run(sys.argv[1], sys.argv[2:])))
