"""Stores to measure with, and programs run and measured."""

import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time


#: A signing key for stores that have none beside them.
KEY = "mru-signing-key-ed25519:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="


class Measured:
    """Seconds, peak memory and output of a program that has to succeed."""

    def __init__(self, arguments, variables=None):
        out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        actions = [
            (os.POSIX_SPAWN_DUP2, out.fileno(), 1),
            (os.POSIX_SPAWN_DUP2, err.fileno(), 2),
        ]
        program = shutil.which(arguments[0])
        began = time.monotonic()
        child = os.posix_spawn(
            program, arguments, {**os.environ, **(variables or {})}, file_actions=actions
        )
        _, status, usage = os.wait4(child, 0)
        self.seconds = time.monotonic() - began
        self.peak = usage.ru_maxrss  # KiB
        self.cpu = usage.ru_utime + usage.ru_stime
        out.seek(0)
        self.output = out.read().decode()
        if status != 0:
            err.seek(0)
            sys.exit(f"{arguments}: {self.output}{err.read().decode()}")


class Sqlite:
    """Stores of SQLite: folders."""

    name = "SQLite"

    def __init__(self, folder):
        self.folder, self.count = folder, 0

    def new(self):
        self.count += 1
        place = self.folder / f"sqlite{self.count}"
        place.mkdir()
        return str(place)

    def copy(self, place):
        new = self.new()
        shutil.copy(pathlib.Path(place) / "mru.db", new)
        os.sync()
        return new

    def drop(self, place):
        shutil.rmtree(place)

    def variables(self, place):
        return {"MRU_DATA_DIR": place}

    def stop(self):
        pass


class Postgres:
    """Databases of a server on the loopback interface, with the durability it has by default."""

    name = "PostgreSQL"

    def __init__(self, folder):
        self.programs, self.count = Postgres.found(), 0
        self.folder = folder / "postgres"
        self.folder.mkdir()
        self.folder.chmod(0o777)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = str(free.getsockname()[1])
        data, log = str(self.folder / "data"), str(self.folder / "log")
        self.call("initdb", "-D", data, "-U", "mru", "-A", "trust")
        flags = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self.call("pg_ctl", "-D", data, "-l", log, "-o", flags, "-w", "start")

    @staticmethod
    def found():
        servers = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        return servers[-1].parent if servers else None

    def call(self, program, *arguments):
        # PostgreSQL refuses to run as root, so that root hands over to `nobody`.
        head = ["runuser", "-u", "nobody", "--"] if os.getuid() == 0 else []
        command = [*head, str(self.programs / program), *arguments]
        subprocess.run(
            command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
        )

    def new(self, template="template1"):
        self.count += 1
        name = f"bench{self.count}"
        self.call("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "mru", "-T", template, name)
        return f"postgres://mru@127.0.0.1:{self.port}/{name}"

    def copy(self, place):
        return self.new(place.rsplit("/", 1)[1])

    def drop(self, place):
        name = place.rsplit("/", 1)[1]
        self.call("dropdb", "-h", "127.0.0.1", "-p", self.port, "-U", "mru", name)

    def variables(self, place):
        # What is issued is signed; a server keeps no key.
        return {"MRU_DATABASE_URL": place, "MRU_SIGNING_KEY": KEY}

    def stop(self):
        self.call("pg_ctl", "-D", str(self.folder / "data"), "-m", "fast", "-w", "stop")
