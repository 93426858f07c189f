"""The reader of WARC archives that the tasks of engines use."""

from __future__ import annotations

import gzip
import zlib

import pages
import pytest

from cleancopy.integrations import warc


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "pages.warc.gz"
    pages.write_warc(path, list(range(30)))
    return path


def record(head: str, body: bytes, kind: str = "response") -> bytes:
    block = head.encode() + b"\r\n\r\n" + body
    return (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://news.example/\r\n"
        f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
    ).encode() + block + b"\r\n\r\n"


def read(path, data: bytes, **options):
    path.write_bytes(data)
    return list(warc.pages(str(path), **options))


OK = "HTTP/1.1 200 OK\r\nContent-Type: text/html"


def test_only_html_with_a_status_of_success_is_read(archive):
    found = list(warc.pages(str(archive)))
    assert [page.url for page in found] == [f"https://news.example/case-{n}" for n in range(30)]
    assert [page.record for page in found] == list(range(2, 120, 4))
    assert found[3].html == pages.article(3).encode()
    assert {page.status for page in found} == {200}


def test_other_statuses_are_read_on_request(archive):
    found = list(warc.pages(str(archive), all_statuses=True))
    assert [page.status for page in found] == [200, 404] * 30


def test_an_archive_without_compression_gives_the_same(archive, tmp_path):
    plain = tmp_path / "pages.warc"
    plain.write_bytes(gzip.decompress(archive.read_bytes()))
    assert list(warc.pages(str(plain))) == list(warc.pages(str(archive)))


def test_an_opener_opens_the_path(archive):
    found = warc.pages("any name", opener=lambda name: archive.open("rb"))
    assert len(list(found)) == 30


def test_a_truncated_archive_ends_with_an_error(archive):
    archive.write_bytes(archive.read_bytes()[:-2_000])
    found = list(warc.pages(str(archive)))
    assert len(found) > 20
    assert all(page.html for page in found[:-1])
    assert found[-1].html is None and "all after it" in found[-1].error


def test_damage_between_records_costs_one_row(tmp_path):
    data = record(OK, b"<p>one") + b"noise\r\nmore noise\r\n" + record(OK, b"<p>two")
    found = read(tmp_path / "a.warc", data)
    assert [page.html for page in found] == [b"<p>one", None, b"<p>two"]
    assert "does not begin with WARC/" in found[1].error


def test_encodings_are_undone_only_if_the_body_has_them(tmp_path):
    page = b"<p>Rain all day."
    raw = zlib.compressobj(wbits=-15)
    bodies = {
        "gzip": [gzip.compress(page), page],
        "deflate": [zlib.compress(page), raw.compress(page) + raw.flush(), page],
        "br": [page],
    }
    for encoding, stored in bodies.items():
        for body in stored:
            data = record(f"{OK}\r\nContent-Encoding: {encoding}", body)
            assert [p.html for p in read(tmp_path / "a.warc", data)] == [page], encoding


def test_a_body_in_brotli_is_a_row_with_an_error(tmp_path):
    found = read(tmp_path / "a.warc", record(f"{OK}\r\nContent-Encoding: br", b"\x8b\x01\x80"))
    assert found[0].html is None and "Brotli" in found[0].error


def test_chunks_are_joined(tmp_path):
    body = b"6\r\n<p>Rai\r\n4\r\nn.\n\n\r\n0\r\n\r\n"
    found = read(tmp_path / "a.warc", record(f"{OK}\r\nTransfer-Encoding: chunked", body))
    assert found[0].html == b"<p>Rain.\n\n"


def test_a_page_over_the_limit_is_a_row_with_an_error(tmp_path):
    found = read(
        tmp_path / "a.warc",
        record(OK, b"<p>" + b"a" * 400_000) + record(OK, b"<p>two"),
        max_bytes=100_000,
    )
    assert [page.html for page in found] == [None, b"<p>two"]
    assert "limit" in found[0].error


def test_an_encoding_that_only_the_header_states_is_kept(tmp_path):
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-2"
    body = "<p>žluťoučký kůň".encode("iso-8859-2")
    found = read(tmp_path / "a.warc", record(head, body))
    assert found[0].html.decode("utf-8-sig") == "<p>žluťoučký kůň"


def test_a_path_with_a_scheme_needs_fsspec():
    pytest.importorskip("fsspec")
    with pytest.raises(Exception, match="fsspec|found|No such"):
        list(warc.pages("file:///no/such/archive.warc.gz"))


def test_a_chunk_with_a_negative_size_ends_the_chunks(tmp_path):
    head = f"{OK}\r\nTransfer-Encoding: chunked"
    found = read(tmp_path / "a.warc", record(head, b"-4\r\n<p>one") + record(OK, b"<p>two"))
    assert [page.html for page in found] == [b"-4\r\n<p>one", b"<p>two"]


@pytest.mark.parametrize("length", ["9" * 5_000, "9" * 19, "-1", "many"])
def test_a_length_that_cannot_be_read_costs_one_record(tmp_path, length):
    bad = f"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: {length}\r\n\r\n".encode()
    found = read(tmp_path / "a.warc", bad + record(OK, b"<p>two"))
    assert [page.html for page in found] == [None, b"<p>two"]
    assert "length" in found[0].error


def test_a_status_of_many_digits_is_an_error(tmp_path):
    found = read(tmp_path / "a.warc", record(f"HTTP/1.1 {9**30} OK", b"<p>one"))
    assert (found[0].html, found[0].status) == (None, None)
    assert "HTTP response" in found[0].error


def test_an_endless_header_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(warc, "MAX_HEADER", 1_000)
    bad = b"WARC/1.1\r\n" + b"X: y\r\n" * 1_000 + b"\r\n"
    found = read(tmp_path / "a.warc", bad + record(OK, b"<p>two"))
    assert "header" in found[0].error
    assert found[-1].html == b"<p>two"


def test_damage_in_gzip_data_is_one_row_with_an_error(archive):
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 0xFF
    archive.write_bytes(data)
    found = list(warc.pages(str(archive)))
    assert found[-1].html is None and found[-1].error


def test_zstd_is_read_up_to_its_damage(tmp_path):
    zstandard = pytest.importorskip("zstandard")
    compress = zstandard.ZstdCompressor().compress
    whole = compress(record(OK, b"<p>one")) + compress(record(OK, b"<p>two"))
    assert [p.html for p in read(tmp_path / "a.warc.zst", whole)] == [b"<p>one", b"<p>two"]
    found = read(tmp_path / "a.warc.zst", compress(record(OK, b"<p>one")) + whole[:6] + b"noise")
    assert found[0].html == b"<p>one"
    assert found[-1].html is None and "all after it" in found[-1].error
