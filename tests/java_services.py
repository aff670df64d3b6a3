"""Kafka, Elasticsearch and OpenSearch for tests: what `.ci/jars` has fetched, run with Java."""

import os
import shutil
import socket
import urllib.request
from pathlib import Path
from urllib.error import URLError

from tests.services import Server, ServerMissing, free_port

JARS = Path(__file__).resolve().parents[1] / ".servers"
CLUSTER = "4L6g3nShT-eMCtK--X86sw"
"""Any 16 bytes, in base 64."""


SEARCH_PORTS = range(9201, 9300)
"""The only ports that the runner of a search node takes."""


def free_port_among(ports: range) -> int:
    """One of these ports that nobody listens on; workers begin to look at different ones."""
    start = os.getpid() % len(ports)
    for port in (*ports[start:], *ports[:start]):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)):
                return port
    raise ServerMissing(f"no port of {ports.start} to {ports.stop - 1} is free")


class JavaServer(Server):
    """A program of Java, with its jars."""

    programs = ("java",)
    heap = "512m"
    main = ""

    def __init__(self) -> None:
        super().__init__()
        self.jars = JARS / self.name / "lib"
        if not self.jars.is_dir():
            raise ServerMissing(f"{self.name} is not in {JARS.name}/; .ci/jars fetches it")

    def prepare(self) -> None:
        """Copy the jars: who runs them may not read the project's folder."""
        shutil.copytree(self.jars, self.folder / "lib")

    def jvm(self, main: str, *args: str) -> list[str]:
        """How a program of its jars is started."""
        place = f"{self.folder / 'lib'}/*"
        # A server that starts once compiles little; one that tests start often, nothing at all.
        ways = ("-XX:TieredStopAtLevel=1", f"-Xmx{self.heap}", "-Xms128m")
        return [str(self.found["java"]), *ways, "-cp", place, main, *args]


class Kafka(JavaServer):
    """One broker, which is its own controller."""

    name = "kafka"

    def prepare(self) -> None:
        """Lay out its folder."""
        super().prepare()
        controller = free_port()
        said = {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.voters": f"1@127.0.0.1:{controller}",
            "listeners": f"PLAINTEXT://127.0.0.1:{self.port},CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{self.port}",
            "controller.listener.names": "CONTROLLER",
            "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
            "log.dirs": str(self.folder / "data"),
            "offsets.topic.replication.factor": "1",
            "offsets.topic.num.partitions": "1",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "share.coordinator.state.topic.replication.factor": "1",
            "share.coordinator.state.topic.min.isr": "1",
            "group.initial.rebalance.delay.ms": "0",
            "message.max.bytes": str(32 << 20),
            "log.cleaner.backoff.ms": "100",
            "group.min.session.timeout.ms": "500",
        }
        place = self.folder / "server.properties"
        place.write_text("".join(f"{key}={value}\n" for key, value in said.items()))
        tool = "kafka.tools.StorageTool"
        self.run(*self.jvm(tool, "format", "-t", CLUSTER, "-c", str(place)))

    def command(self) -> list[str]:
        """How it is started."""
        return self.jvm("kafka.Kafka", str(self.folder / "server.properties"))

    def answers(self) -> bool:
        """Whether it answers a request for what it can do (ApiVersions, version 0)."""
        request = b"\x00\x12\x00\x00\x00\x00\x00\x01\x00\x05probe"
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall(len(request).to_bytes(4, "big") + request)
                return len(connection.recv(8)) == 8
        except OSError:
            return False

    def url(self, database: str = "") -> str:
        """What a declaration says."""
        return f"kafka://127.0.0.1:{self.port}"


class SearchServer(JavaServer):
    """One node of a search cluster; its runner counts ports from the one before."""

    heap = "768m"

    def __init__(self) -> None:
        super().__init__()
        self.port = free_port_among(SEARCH_PORTS)

    def command(self) -> list[str]:
        """How it is started."""
        return self.jvm(
            self.main,
            *("-basePath", str(self.folder / "node")),
            *("-numOfNode", "1"),
            *("-baseHttpPort", str(self.port - 1)),
            *("-clusterName", f"tests-{self.port}"),
        )

    def answers(self) -> bool:
        """Whether it takes requests."""
        try:
            with urllib.request.urlopen(f"{self.url()}/_cluster/health", timeout=2) as reply:
                return int(reply.status) == 200
        except (URLError, OSError):
            return False

    def url(self, database: str = "") -> str:
        """What a declaration says."""
        return f"http://127.0.0.1:{self.port}"


class Elasticsearch(SearchServer):
    """Elasticsearch 7.10."""

    name = "elasticsearch"
    main = "org.codelibs.elasticsearch.runner.ElasticsearchClusterRunner"


class OpenSearch(SearchServer):
    """OpenSearch 2.19."""

    name = "opensearch"
    main = "org.codelibs.opensearch.runner.OpenSearchRunner"
