"""Reads pages from WARC archives with the standard library alone.

An engine needs this where its tasks read archives themselves. On one machine, `cleancopy batch`
reads more formats, faster, and repairs more damage.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from ._engine import engine

#: Bytes above which a page is not read; the limit of `cleancopy.Cleaner`.
MAX_BYTES = 64 << 20
#: Bytes that an HTTP header may add to a page.
HTTP_HEADER = 256 << 10
#: Bytes of the longest line of a record's header.
MAX_LINE = 64 << 10
#: Bytes of all lines of a record's header.
MAX_HEADER = 1 << 20
#: Digits of the largest length that a record may state.
LENGTH_DIGITS = 18
#: Bytes that are read at once where data is skipped.
STEP = 1 << 20

HTML_TYPES = ("", "text/html", "application/xhtml+xml")
CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.ASCII | re.IGNORECASE)
STATUS = re.compile("[0-9]{3}")
META_CHARSET = re.compile(rb"<meta[^>]{1,200}charset", re.IGNORECASE)


@dataclass
class WarcPage:
    """One HTML response of an archive, or one damaged place of it."""

    #: The number of the record in the archive, from 0; all records count.
    record: int
    url: str | None = None
    #: When the page was fetched, as the archive states it.
    date: str | None = None
    #: The status of the HTTP response.
    status: int | None = None
    #: The page; `None` beside an error.
    html: bytes | None = None
    #: The reason why the page cannot be read.
    error: str | None = None


class DamagedRecord(Exception):
    """A record that cannot be read, while the next one may be whole."""


def open_archive(path: str, opener: Callable[[str], IO[bytes]] | None = None) -> IO[bytes]:
    """Opens an archive; its first bytes decide how it is decompressed.

    `opener`, if given, opens every path. Otherwise fsspec opens the paths with a scheme, such as
    `s3://`, and `open` opens the others.
    """
    raw: Any
    if opener is not None:
        raw = opener(path)
    elif "://" in path:
        raw = engine("fsspec", "fsspec").open(path, "rb").open()
    else:
        raw = open(path, "rb")
    raw = raw if hasattr(raw, "peek") else io.BufferedReader(raw, STEP)
    start = raw.peek(4)[:4]
    if start.startswith(b"\x1f\x8b"):
        # `read` would collect as much as the buffer takes and lose it all at the first damage.
        read = gzip.GzipFile(fileobj=raw, mode="rb").read1
        return io.BufferedReader(_Decompressed(raw, read, zlib.error), HTTP_HEADER)
    if start == b"\x28\xb5\x2f\xfd":
        zstandard = engine("zstandard", "zstandard")
        stream = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
        return io.BufferedReader(_Decompressed(raw, stream.read, zstandard.ZstdError), STEP)
    return raw  # type: ignore[no-any-return]


class _Decompressed(io.RawIOBase):
    """A compressed file that gives all bytes before its damage; the damage is an `EOFError`."""

    def __init__(
        self, below: IO[bytes], read: Callable[[int], bytes], damage: type[Exception]
    ) -> None:
        self._below = below
        self._read = read
        self._damage = damage

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._read(len(buffer))
        except (gzip.BadGzipFile, self._damage) as error:
            raise EOFError(str(error)) from error
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        super().close()
        self._below.close()


def pages(
    path: str,
    *,
    opener: Callable[[str], IO[bytes]] | None = None,
    max_bytes: int = MAX_BYTES,
    all_statuses: bool = False,
) -> Iterator[WarcPage]:
    """Yields the HTML pages of an archive in order; memory holds one page.

    Responses with a status other than 2xx are left out unless `all_statuses` is set; pages without
    a status, such as resource records, are always given. A page that is too large or damaged has an
    `error` instead of `html`. If the archive is truncated, the last item says so.
    """
    with open_archive(path, opener) as archive:
        number = -1
        while True:
            number += 1
            try:
                header = _record_header(archive)
                if header is None:
                    return
                page = _page(archive, header, number, max_bytes)
            except DamagedRecord as error:
                yield WarcPage(number, error=f"record {number}: {error}")
                continue
            except EOFError as error:
                yield WarcPage(number, error=f"record {number} and all after it: {error}")
                return
            if page is None:
                continue
            if all_statuses or page.status is None or 200 <= page.status < 300:
                yield page


def _record_header(archive: IO[bytes]) -> dict[str, str] | None:
    """The header of the next record, names in lower case; `None` at the end of the archive."""
    line = b"\r\n"
    while line in (b"\r\n", b"\n"):
        line = archive.readline(MAX_LINE)
    if not line:
        return None
    if not line.startswith(b"WARC/"):
        # The next line that starts a record ends the damage.
        while ahead := archive.peek(5)[:5]:  # type: ignore[attr-defined]
            if ahead == b"WARC/":
                break
            archive.readline(MAX_LINE)
        raise DamagedRecord("it does not begin with WARC/")
    header: dict[str, str] = {}
    size = 0
    while (line := archive.readline(MAX_LINE)) not in (b"\r\n", b"\n"):
        if not line:
            raise EOFError("the archive ends inside a header")
        size += len(line)
        if size > MAX_HEADER:
            raise DamagedRecord(f"its header has more than {MAX_HEADER} bytes")
        name, _, value = line.decode("utf-8", "replace").partition(":")
        header[name.strip().lower()] = value.strip()
    return header


def _page(
    archive: IO[bytes], header: dict[str, str], number: int, max_bytes: int
) -> WarcPage | None:
    """Reads the whole record and returns its page, or `None` if it has none."""
    stated = header.get("content-length", "")
    if not stated.isdecimal() or len(stated) > LENGTH_DIGITS:
        raise DamagedRecord("it does not state its length")
    length = int(stated)
    page = WarcPage(
        number,
        url=header.get("warc-target-uri", "").strip("<>") or None,
        date=header.get("warc-date"),
    )
    kind = header.get("warc-type", "").lower()
    found = header.get("warc-identified-payload-type", "")
    is_http = header.get("content-type", "").lower().startswith("application/http")
    is_resource = kind == "resource" and _is_html(found or header.get("content-type", "none"))
    if not (kind == "response" and is_http and _is_html(found)) and not is_resource:
        _skip(archive, length)
        return None
    if length > max_bytes + HTTP_HEADER:
        _skip(archive, length)
        page.error = f"the page has {length} bytes; the limit is {max_bytes}"
        return page
    block = _read(archive, length)
    if is_resource:
        page.html = block
        return page
    try:
        return _response(page, block, max_bytes)
    except (ValueError, zlib.error) as error:
        page.error = str(error)
        return page


def _response(page: WarcPage, block: bytes, max_bytes: int) -> WarcPage | None:
    """Fills a page from an HTTP response; `None` if it is not HTML."""
    head, body = _split_head(block)
    lines = head.decode("latin-1").splitlines()
    words = lines[0].split() if lines else []
    if len(words) < 2 or not words[0].startswith("HTTP/") or not STATUS.fullmatch(words[1]):
        raise ValueError("it does not hold an HTTP response")
    page.status = int(words[1])
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines[1:])
    }
    content_type = headers.get("content-type", "")
    if not _is_html(content_type):
        return None
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _dechunk(body)
    for encoding in reversed(headers.get("content-encoding", "").lower().split(",")):
        body = _decompress(body, encoding.strip(), max_bytes)
    page.html = _with_charset(body, content_type)
    return page


def _split_head(block: bytes) -> tuple[bytes, bytes]:
    ends = [(at, len(end)) for end in (b"\r\n\r\n", b"\n\n") if (at := block.find(end)) >= 0]
    if not ends:
        raise ValueError("its HTTP header does not end")
    at, length = min(ends)
    return block[:at], block[at + length :]


def _dechunk(body: bytes) -> bytes:
    """Joins chunks; a body that is not chunked is returned as it is."""
    out: list[bytes] = []
    at = 0
    while (end := body.find(b"\n", at, at + 1024)) >= 0:
        try:
            size = int(body[at:end].split(b";")[0].strip(), 16)
        except ValueError:
            break
        if size < 0:  # it would lead back
            break
        if size == 0:
            return b"".join(out)
        out.append(body[end + 1 : end + 1 + size])
        at = end + 1 + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0
    return b"".join(out) or body


def _decompress(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """Undoes an encoding that the body has; many archives store bodies decompressed already."""
    is_markup = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"
    if encoding in ("gzip", "x-gzip") and body.startswith(b"\x1f\x8b"):
        window = 31
    elif encoding == "deflate" and body and not is_markup:
        window = 15 if body[0] & 0x0F == 8 else -15
    elif encoding == "br" and body and not is_markup:
        raise ValueError("its body is compressed with Brotli, which this reader does not decode")
    else:
        return body
    decoder = zlib.decompressobj(window)
    decoded = decoder.decompress(body, max_bytes + 1)
    if len(decoded) > max_bytes:
        raise ValueError(f"the page has more than {max_bytes} bytes")
    return decoded


def _with_charset(body: bytes, content_type: str) -> bytes:
    """Recodes a body as UTF-8 if only the HTTP header states another encoding."""
    stated = CHARSET.search(content_type)
    if stated is None or stated[1].lower().replace("-", "") == "utf8":
        return body
    if body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return body
    if META_CHARSET.search(body[:4096]):
        return body
    try:
        return b"\xef\xbb\xbf" + body.decode(stated[1], "replace").encode()
    except (LookupError, UnicodeError):
        return body


def _is_html(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() in HTML_TYPES


def _read(archive: IO[bytes], length: int) -> bytes:
    block = archive.read(length)
    if len(block) < length:
        raise EOFError("the archive ends inside it")
    return block


def _skip(archive: IO[bytes], length: int) -> None:
    while length > 0:
        skipped = len(archive.read(min(length, STEP)))
        if skipped == 0:
            raise EOFError("the archive ends inside it")
        length -= skipped


def columns(path: str, found: list[WarcPage]) -> dict[str, list[Any]]:
    """Pages as columns of a table."""
    return {
        "warc_path": [path] * len(found),
        "warc_record": [page.record for page in found],
        "warc_date": [page.date for page in found],
        "warc_status": [page.status for page in found],
        "warc_error": [page.error for page in found],
        "url": [page.url for page in found],
        "html": [page.html for page in found],
    }
