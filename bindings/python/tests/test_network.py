"""Downloads and links, against a server on this machine."""

from __future__ import annotations

import datetime
import pickle
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cleancopy
import pytest
from conftest import STORY

SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://news.example/old</loc><lastmod>2023-01-01</lastmod></url>
<url><loc>https://news.example/new</loc><lastmod>2024-03-05T10:00:00Z</lastmod></url>
<url><loc>https://news.example/new#again</loc></url></urlset>"""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/story":
            body, kind, status = STORY.encode(), "text/html; charset=utf-8", 200
        elif self.path == "/agent":
            agent = self.headers["User-Agent"] + " " + self.headers.get("X-Key", "")
            body, kind, status = f"<p>{agent}".encode(), "text/html", 200
        elif self.path == "/sitemap.xml":
            body, kind, status = SITEMAP.encode(), "application/xml", 200
        else:
            body, kind, status = b"gone", "text/html", 404
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_is_fetched_and_extracted(server):
    page = cleancopy.fetch(f"{server}/story")
    assert (page.status, page.url) == (200, f"{server}/story")
    assert page.bytes == STORY.encode()
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    article = cleancopy.extract(page)
    assert article.title == "Regen in Köln 🌧️" and article.url == page.url
    assert pickle.loads(pickle.dumps(page)) == page


def test_settings_of_a_download(server):
    page = cleancopy.fetch(f"{server}/agent", user_agent="reader/1", headers={"X-Key": "k"})
    assert page.bytes == b"<p>reader/1 k"
    with pytest.raises(cleancopy.PageError) as caught:
        cleancopy.fetch(f"{server}/story", max_bytes=10)
    assert caught.value.kind == "too_large"
    with pytest.raises(cleancopy.FetchError) as caught:
        cleancopy.fetch(f"{server}/story", private=False)
    assert caught.value.kind == "private_address"
    with pytest.raises(ValueError, match="timeout"):
        cleancopy.fetch(f"{server}/story", timeout=0)
    with pytest.raises(cleancopy.SettingsError):
        cleancopy.fetch(f"{server}/story", headers={"X Key": "k"})


def test_the_error_of_a_download_has_a_status(server):
    with pytest.raises(cleancopy.FetchError) as caught:
        cleancopy.fetch(f"{server}/gone")
    error = caught.value
    assert (error.kind, error.status, error.url) == ("http_status", 404, f"{server}/gone")
    assert isinstance(error, OSError)
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.status, copy.kind, str(copy)) == (404, "http_status", str(error))


def test_links_are_fetched(server):
    found = cleancopy.links(f"{server}/sitemap.xml")
    assert [link.url for link in found] == ["https://news.example/old", "https://news.example/new"]
    assert found[1].date == "2024-03-05T10:00:00Z" and found[0].title is None
    assert found[0].source == f"{server}/sitemap.xml"
    for since in [datetime.date(2024, 1, 1), datetime.datetime(2024, 1, 1), "2024-01-01"]:
        assert len(cleancopy.links(f"{server}/sitemap.xml", since=since)) == 1
    assert len(cleancopy.links(f"{server}/sitemap.xml", limit=1)) == 1
    assert pickle.loads(pickle.dumps(found)) == found
    with pytest.raises(cleancopy.FetchError):
        cleancopy.links(f"{server}/gone")


def test_links_are_read_from_files(tmp_path):
    path = tmp_path / "sitemap.xml"
    path.write_text(SITEMAP)
    found = cleancopy.links(path, since="2024-01-01")
    assert [link.url for link in found] == ["https://news.example/new"]
    assert found[0].source.startswith("file://")
    page = tmp_path / "index.html"
    page.write_text("<a href=/rain>Rain</a><a href=https://other.example/x>x</a>")
    found = cleancopy.links(str(page), base_url="https://news.example/")
    assert [(link.url, link.title) for link in found] == [("https://news.example/rain", "Rain")]
    assert cleancopy.links(page) == []
    with pytest.raises(FileNotFoundError):
        cleancopy.links(tmp_path / "missing.xml")
    with pytest.raises(ValueError, match="since"):
        cleancopy.links(path, since="yesterday")
