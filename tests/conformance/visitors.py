"""Clients that ask for a page all the time: half of them on one connection each, half on a new one for each request."""
import contextlib
import http.client
import threading
import urllib.parse

SECONDS = 60


class Visitors:
    """`answers` are the pages in their order, `failures` what did not become one: another status, an error of the connection."""

    def __init__(self, url, count):
        self.place = urllib.parse.urlsplit(url).netloc
        self.answers, self.failures = [], []
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=(number % 2 == 0,)) for number in range(count)]

    def _visit(self, keeps):
        connection = None
        while not self._is_over.is_set():
            connection = connection or http.client.HTTPConnection(self.place, timeout=SECONDS)
            try:
                self._ask(connection)
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
                keeps = False
            if not keeps:
                connection.close()
                connection = None

    def _ask(self, connection):
        connection.request("GET", "/")
        answer = connection.getresponse()
        page = answer.read().decode().strip()
        if answer.status == 200:
            self.answers.append(page)
        else:
            self.failures.append(f"{answer.status} {page}")


@contextlib.contextmanager
def visiting(url, count):
    """Visitors, who have all gone when this ends."""
    visitors = Visitors(url, count)
    for thread in visitors._threads:
        thread.start()
    try:
        yield visitors
    finally:
        visitors._is_over.set()
        for thread in visitors._threads:
            thread.join()
