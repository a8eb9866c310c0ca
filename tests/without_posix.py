"""Hides what Windows lacks, as well as one system can play another: `hide()`, or `pytest -p without_posix --collect-only`.

Paths, the console and how a process starts stay those of this system: `.github/workflows/tests.yml` has a real Windows.
"""

import faulthandler
import importlib
import os
import signal
import sys
from importlib.abc import MetaPathFinder

MODULES = ("fcntl", "grp", "posixshmem", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty")
SIGNALS = (
    "SIGALRM",
    "SIGCHLD",
    "SIGHUP",
    "SIGKILL",
    "SIGPIPE",
    "SIGQUIT",
    "SIGSTOP",
    "SIGUSR1",
    "SIGUSR2",
    "SIGXCPU",
    "SIGXFSZ",
)
OF_OS = (
    *("fork", "forkpty", "geteuid", "getgid", "getpgid", "getuid", "killpg", "mkfifo", "mknod", "nice", "openpty"),
    *("pread", "sched_getaffinity", "setsid", "sysconf", "wait", "chown", "chroot", "fchown", "lchown"),
    *("O_CLOEXEC", "O_DIRECTORY", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK", "O_SYNC", "WNOHANG"),
)
# of the standard library and of what snr needs, what looks at the system when it is imported
FIRST = (
    *(
        "asyncio",
        "ctypes",
        "multiprocessing.util",
        "platform",
        "random",
        "shutil",
        "subprocess",
        "tempfile",
        "uuid",
        "zoneinfo",
    ),
    *("jinja2", "markdown_it", "pydantic", "rich.console", "typer", "xlsxwriter", "yaml"),
)


class _Absent(MetaPathFinder):
    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name in MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}: Windows has none", name=name)


def hide(platform: str = "win32") -> None:
    """Hide it for the rest of this process, which then believes that it is on a platform."""
    for name in FIRST:
        importlib.import_module(name)
    for name in MODULES:
        sys.modules.pop(name, None)
    sys.meta_path.insert(0, _Absent())
    for module, names in ((signal, SIGNALS), (os, OF_OS), (faulthandler, ("register",))):
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    sys.platform = platform


def pytest_sessionstart() -> None:
    """Hide it from the tests, before any is imported; not from pytest, which is made for this system."""
    hide(sys.platform)
