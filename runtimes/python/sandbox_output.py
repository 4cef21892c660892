"""What a function writes and logs: nothing is lost, and each record is one event of the log, as on Lambda.

Formats: Lambda developer guide, "Log and monitor Python Lambda functions".
"""
import datetime
import io
import json
import logging
import os
import select
import sys
import time
import traceback

_AS_JSON = os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON"
_STANDARD_FIELDS = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "aws_request_id"}

request_id = ""  # of the invocation that runs; "" for none


class _Output(io.RawIOBase):
    """A descriptor that is written to the end: a program that has the same pipe can make it non-blocking, and it can be full."""

    def __init__(self, descriptor):
        self._descriptor = descriptor

    def fileno(self):
        return self._descriptor

    def writable(self):
        return True

    def write(self, data):
        with memoryview(data).cast("B") as view:
            at = 0
            while at < len(view):
                try:
                    at += os.write(self._descriptor, view[at:])
                except BlockingIOError:
                    select.select([], [self._descriptor], [])
            return len(view)


def _write_event(text):
    """Writes text of several lines as one event: it travels as one line, with carriage returns in it."""
    sys.stdout.write(text.rstrip("\n").replace("\r\n", "\n").replace("\n", "\r") + "\n")


class _Handler(logging.Handler):
    def emit(self, record):
        try:
            _write_event(self.format(record))
        except Exception:
            self.handleError(record)


def _add_request_id(record):
    record.aws_request_id = request_id
    return True


class _JsonFormatter(logging.Formatter):
    def format(self, record):
        line = {"timestamp": _time_text(record.created), "level": record.levelname, "message": record.getMessage(),
                "logger": record.name}
        if record.exc_info and record.exc_info[0]:
            kind, error, trace = record.exc_info
            line.update(stackTrace=traceback.format_tb(trace), errorType=kind.__name__, errorMessage=str(error),
                        location=f"{record.pathname}:{record.funcName}:{record.lineno}")
        if request_id:
            line["requestId"] = request_id
        extra = {name: value for name, value in vars(record).items() if name not in _STANDARD_FIELDS and name not in line}
        return json.dumps({**line, **extra}, ensure_ascii=False, default=str)


def _time_text(seconds):
    at = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


def log_error(error):
    """Writes an error in the form of the Runtime API into the log, as Lambda does."""
    if _AS_JSON:
        return _write_event(json.dumps({"timestamp": _time_text(time.time()), "level": "ERROR", **error}, ensure_ascii=False))
    title = " ".join(["[ERROR]", ": ".join(part for part in (error["errorType"], error["errorMessage"]) if part)])
    trace = [line for part in error["stackTrace"] for line in part.splitlines()]
    # No-break spaces, so that nobody who shows the event cuts the indentation.
    indented = ["\u00a0" * (len(line) - len(line.lstrip(" "))) + line.lstrip(" ") for line in trace]
    _write_event("\n".join([title, "Traceback (most recent call last):", *indented]))


def install():
    """Makes standard output and error lossless, and gives the root logger Lambda's handler."""
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        setattr(sys, name, io.TextIOWrapper(_Output(descriptor), encoding="utf-8", errors="backslashreplace",
                                            write_through=True))
    handler = _Handler()
    handler.addFilter(_add_request_id)
    logging.Formatter.converter = time.gmtime
    handler.setFormatter(_JsonFormatter() if _AS_JSON else logging.Formatter(
        "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S"))
    root = logging.getLogger()
    root.addHandler(handler)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    if level:
        root.setLevel({"TRACE": "DEBUG", "FATAL": "CRITICAL"}.get(level, level))
