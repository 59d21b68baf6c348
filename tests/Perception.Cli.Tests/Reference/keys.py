"""Runs a command on a terminal of its own and presses keys.

    keys.py ACTION... -- COMMAND...

An action is '=TEXT' (wait until the terminal shows TEXT), '0.5' (let seconds pass) or a key: 'space', 'right', 'ctrl-c',
or a letter. Prints what the terminal showed; ends with the command's exit code, or 124 when it took over a minute.
"""

import os
import pty
import select
import sys
import time

KEYS = {"space": b" ", "right": b"\x1b[C", "ctrl-c": b"\x03"}


class Terminal:
    """What the command shows, and the way to its keyboard."""

    def __init__(self, command: list[str]) -> None:
        self.process, self._master = pty.fork()
        if self.process == 0:
            os.execvp(command[0], command)
        self.shown = b""
        self._seen = 0
        self._end = time.monotonic() + 60

    def read(self, seconds: float) -> bool:
        """Takes what comes in so many seconds; False when the command has ended."""
        until = min(time.monotonic() + seconds, self._end)
        while (left := until - time.monotonic()) > 0:
            if select.select([self._master], [], [], left)[0]:
                try:
                    self.shown += os.read(self._master, 4096)
                except OSError:  # how Linux says that the other side has closed
                    return False
        if time.monotonic() >= self._end:
            self.finish(124)
        return True

    def act(self, action: str) -> None:
        """One action of the command line."""
        if action.startswith("="):
            wanted = action[1:].encode()
            while (found := self.shown.find(wanted, self._seen)) < 0:
                if not self.read(0.1):
                    self.finish(1)
            self._seen = found + len(wanted)
        elif action[0].isdigit():
            self.read(float(action))
        else:
            os.write(self._master, KEYS.get(action, action.encode()))

    def finish(self, exit_code: int) -> None:
        """Prints what was shown and ends."""
        sys.stdout.write(self.shown.decode(errors="replace"))
        sys.exit(exit_code)


def main() -> None:
    """Runs the command line."""
    split = sys.argv.index("--")
    terminal = Terminal(sys.argv[split + 1:])
    for action in sys.argv[1:split]:
        terminal.act(action)
    while terminal.read(0.1):
        pass
    terminal.finish(os.waitstatus_to_exitcode(os.waitpid(terminal.process, 0)[1]))


main()
