"""Object stores and file servers, by fsspec and the package that speaks their protocol."""

import glob
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from fsspec.core import url_to_fs
from fsspec.registry import available_protocols, get_filesystem_class, known_implementations

from alkasba.errors import AlkasbaError, SourceAway, SourceError, WrongValue, did_you_mean
from alkasba.sources.objects.address import place_of, scheme_of
from alkasba.sources.objects.store import CHUNK, Object, Silent

PACKAGES = {
    **dict.fromkeys(("s3", "s3a"), "s3fs"),
    **dict.fromkeys(("gs", "gcs"), "gcsfs"),
    **dict.fromkeys(("az", "abfs", "abfss", "adl"), "adlfs"),
    **dict.fromkeys(("sftp", "ssh"), "paramiko"),
    "smb": "smbprotocol",
}
"""Protocol -> the package to install, where its name is not that of the module."""

OF_RIGHTS = re.compile("credential|authent|accessdenied|forbidden", re.IGNORECASE)
"""Errors of packages that mean a key which is missing or wrong."""

MARKS = ("ETag", "etag", "md5Hash", "content_md5", "checksum")
TIMES = ("LastModified", "last_modified", "updated", "mtime", "modified", "created")


class RemoteStore:
    """What fsspec reaches. Who asks is told as the store's own programs are told."""

    def __init__(self, pattern: str, where: str) -> None:
        self._pattern, self._where = pattern, place_of(pattern, where)
        _check_protocol(pattern, self._where)
        with self._told():
            self._files, self._path = url_to_fs(pattern, skip_instance_cache=True)

    def list(self) -> list[Object]:
        """What the pattern finds, but what begins with a dot."""
        with self._told():
            self._files.invalidate_cache()
            found: Mapping[str, Mapping[str, object]] = self._files.glob(self._path, detail=True)
        files = {path: info for path, info in found.items() if info.get("type") == "file"}
        objects = [self._object(path, info) for path, info in sorted(files.items())]
        objects = [one for one in objects if not one.name.rpartition("/")[2].startswith(".")]
        if not objects:
            raise SourceAway(
                "nothing matches there.",
                where=self._where,
                next_step="Put the files there, or correct the pattern or the place.",
            )
        return objects

    def _object(self, path: str, info: Mapping[str, object]) -> Object:
        fixed = self._path.strip("/").split("/")[:-1]
        magic = next((i for i, part in enumerate(fixed) if glob.has_magic(part)), len(fixed))
        name = "/".join(path.strip("/").split("/")[max(0, magic - 1) :])
        size = info.get("size")
        scheme, host = scheme_of(self._pattern), urlsplit(self._pattern).netloc.rpartition("@")[2]
        return Object(
            f"{scheme}://{host} {path}",
            name,
            path,
            _mark(info),
            size if isinstance(size, int) else None,
        )

    def read(self, one: Object) -> Iterator[bytes]:
        """Its bytes, as they come."""
        with self._told(), self._files.open(one.path, "rb") as file:
            yield from iter(lambda: file.read(CHUNK), b"")

    def again(self, one: Object) -> Object:
        """Asked anew."""
        with self._told():
            self._files.invalidate_cache()
            return self._object(one.path, self._files.info(one.path))

    def close(self) -> None:
        """Nothing is held."""

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except AlkasbaError:
            raise
        except FileNotFoundError:
            raise SourceAway(
                "there is nothing there, or it has gone since it was listed.",
                where=self._where,
                next_step="Correct the address, or run again.",
            ) from None
        except PermissionError:
            raise self._refused() from None
        except ImportError:
            raise _missing(scheme_of(self._pattern), self._where) from None
        # Each package raises errors of its own, whose texts may hold keys: nothing came.
        except Exception as error:
            if OF_RIGHTS.search(type(error).__name__):
                raise self._refused() from None
            raise Silent(
                f"it does not answer as it should ({type(error).__name__}).",
                where=self._where,
                next_step="Check the address, the network and the key; or run again later. "
                "What was fetched before stays.",
            ) from None

    def _refused(self) -> SourceError:
        return SourceError(
            "it refuses to be read by who asks.",
            where=self._where,
            next_step="Check the key that the environment gives, and ask who keeps it for the "
            "right to list and to read.",
        )


def _mark(info: Mapping[str, object]) -> str:
    """What the store says of a version: by its content where it can, else by time and size."""
    marks = [str(info[name]) for name in MARKS if info.get(name)]
    times = [str(info[name]) for name in TIMES if info.get(name)]
    found = (marks or times)[:1]
    return f"{found[0]} {info.get('size')}" if found else ""


def _check_protocol(pattern: str, where: str) -> None:
    protocol = scheme_of(pattern)
    try:
        get_filesystem_class(protocol)
    except ImportError:
        raise _missing(protocol, where) from None
    except ValueError:
        raise WrongValue(
            f"no store is spoken to by '{protocol}'."
            f"{did_you_mean(protocol, available_protocols())}",
            where=where,
            next_step="Write it like s3://, gs://, az://, sftp:// or https://.",
        ) from None


def _missing(protocol: str, where: str) -> SourceError:
    module = str(known_implementations.get(protocol, {}).get("class", "")).partition(".")[0]
    package = PACKAGES.get(protocol) or (module if module != "fsspec" else "") or protocol
    return SourceError(
        f"what speaks {protocol} is not installed.",
        where=where,
        next_step=f"Run: pip install {package}",
    )
