"""Runs a command on a terminal of its own and presses keys.

    keys.py COMMAND...

Reads actions from standard input, one a line, and answers each with a line 'done: ...': '=TEXT' waits until the
terminal shows TEXT and answers with the rest of its line; 'space', 'right', 'ctrl-c' or a letter presses a key. After
the last action it prints what the terminal showed and ends with the command's exit code, or 124 after five minutes.
"""

import os
import pty
import select
import signal
import sys
import time

KEYS = {"space": b" ", "right": b"\x1b[C", "ctrl-c": b"\x03"}


class Terminal:
    """What the command shows, and the way to its keyboard."""

    def __init__(self, command: list[str]) -> None:
        self.process, self._master = pty.fork()
        if self.process == 0:
            # Whatever runs in the background of a script inherits that Ctrl-C is ignored.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.execvp(command[0], command)
        self.shown = b""
        self._seen = 0
        self._end = time.monotonic() + 300

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
            self.give_up(124)
        return True

    def find(self, wanted: bytes) -> int:
        """Where something stands that was not seen before, waiting for it."""
        while (found := self.shown.find(wanted, self._seen)) < 0:
            if not self.read(0.05):
                self.give_up(1)
        return found

    def act(self, action: str) -> str:
        """One action; what there is to answer."""
        if not action.startswith("="):
            os.write(self._master, KEYS.get(action, action.encode()))
            return ""
        self._seen = self.find(action[1:].encode()) + len(action[1:].encode())
        start, self._seen = self._seen, self.find(b"\n")
        return self.shown[start:self._seen].decode(errors="replace").strip()

    def give_up(self, exit_code: int) -> None:
        """Ends, and the command with it."""
        os.kill(self.process, signal.SIGKILL)
        self.finish(exit_code)

    def finish(self, exit_code: int) -> None:
        """Prints what was shown and ends."""
        sys.stdout.write(self.shown.decode(errors="replace"))
        sys.exit(exit_code)


def main() -> None:
    """Follows standard input."""
    terminal = Terminal(sys.argv[1:])
    for line in sys.stdin:
        print("done:", terminal.act(line.strip()), flush=True)
    while terminal.read(0.1):
        pass
    terminal.finish(os.waitstatus_to_exitcode(os.waitpid(terminal.process, 0)[1]))


main()
