"""Kafka, Elasticsearch and OpenSearch for tests: what `.ci/jars` has fetched, run with Java."""

import os
import shutil
import socket
import urllib.request
from pathlib import Path
from urllib.error import URLError

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from tests.certificates import Authority
from tests.services import USER, Server, ServerMissing, free_port, hand_over

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

    def __init__(self) -> None:
        super().__init__()
        # The door that speaks no TLS.
        self.plain = self.port

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
        said |= self.more(said)
        place = self.folder / "server.properties"
        place.write_text("".join(f"{key}={value}\n" for key, value in said.items()))
        tool = "kafka.tools.StorageTool"
        self.run(*self.jvm(tool, "format", "-t", CLUSTER, "-c", str(place), *self.users()))

    def more(self, said: dict[str, str]) -> dict[str, str]:
        """What this broker is told beside."""
        return {}

    def users(self) -> list[str]:
        """Who may log in."""
        return []

    def command(self) -> list[str]:
        """How it is started."""
        return self.jvm("kafka.Kafka", str(self.folder / "server.properties"))

    def answers(self) -> bool:
        """Whether it answers a request for what it can do (ApiVersions, version 0)."""
        request = b"\x00\x12\x00\x00\x00\x00\x00\x01\x00\x05probe"
        try:
            with socket.create_connection(("127.0.0.1", self.plain), 1) as connection:
                connection.sendall(len(request).to_bytes(4, "big") + request)
                return len(connection.recv(8)) == 8
        except OSError:
            return False

    def url(self, database: str = "") -> str:
        """What a declaration says."""
        return f"kafka://127.0.0.1:{self.port}"


class SecureKafka(Kafka):
    """A broker that speaks TLS and asks for a password, at three doors.

    The certificate of the first is good, that of the second has expired, the third's is for
    another name.
    """

    def __init__(self, authority: Authority) -> None:
        super().__init__()
        self.authority = authority
        self.ports = (self.port, free_port(), free_port())
        self.plain = free_port()

    def more(self, said: dict[str, str]) -> dict[str, str]:
        """Doors for others, beside one for the broker itself."""
        inside = f"INSIDE://127.0.0.1:{self.plain}"
        names = ("GOOD", "EXPIRED", "ELSEWHERE")
        doors = [f"{n}://127.0.0.1:{p}" for n, p in zip(names, self.ports, strict=True)]
        control = said["listeners"].split(",")[1]
        kinds = ["CONTROLLER:PLAINTEXT", "INSIDE:PLAINTEXT", *(f"{n}:SASL_SSL" for n in names)]
        told = {
            "listeners": ",".join([inside, *doors, control]),
            "advertised.listeners": ",".join([inside, *doors]),
            "listener.security.protocol.map": ",".join(kinds),
            "inter.broker.listener.name": "INSIDE",
            "sasl.enabled.mechanisms": "SCRAM-SHA-512,PLAIN",
        }
        found = (
            self.authority.issued(),
            self.authority.issued(days=-1),
            self.authority.issued("elsewhere.example"),
        )
        for name, path in zip(names, found, strict=True):
            kept = self.folder / path.name
            kept.write_bytes(as_java_reads(path.read_bytes()))
            hand_over(kept)
            at = f"listener.name.{name.lower()}"
            told |= {
                f"{at}.ssl.keystore.type": "PEM",
                f"{at}.ssl.keystore.location": str(kept),
                f"{at}.scram-sha-512.sasl.jaas.config": f"{SECURITY}.scram.ScramLoginModule "
                "required;",
                f"{at}.plain.sasl.jaas.config": f"{SECURITY}.plain.PlainLoginModule required "
                f'user_{USER}="{self.password}";',
            }
        return told

    def users(self) -> list[str]:
        """The one who may log in."""
        return ["--add-scram", f"SCRAM-SHA-512=[name={USER},password={self.password}]"]


SECURITY = "org.apache.kafka.common.security"


def as_java_reads(pem: bytes) -> bytes:
    """A certificate whose key is in the one form that Java reads."""
    key = load_pem_private_key(pem, password=None)
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key.private_bytes(*form) + pem[pem.index(b"-----BEGIN CERTIFICATE") :]


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
