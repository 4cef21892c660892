"""The AWS CLI of the distribution, imported once: a call is a fork of the process that has done that, and takes a fifth of the time.

    /usr/bin/python3 aws_cli.py SOCKET                          that process; it ends with its standard input
    /usr/bin/python3 -IS aws_cli.py SOCKET call ARGUMENT…       a call, like /usr/bin/aws ARGUMENT…

Where its models and caches lie, and how text is written, is decided while the CLI is imported. So a call that has others, by AWS_DATA_PATH,
~/.aws or its locale, is one of /usr/bin/aws itself, as is one of another user's. Limits and namespaces are the importing process's.
"""
import contextlib
import json
import os
import socket
import sys

AWS_CLI = "/usr/bin/aws"
PYTHON = "/usr/bin/python3"  # what the distribution's CLI is run by
LOCALE = ("LC_ALL", "LC_CTYPE", "LANG", "PYTHONUTF8", "PYTHONIOENCODING")
ENDED = 128 + 15  # by SIGTERM, as a shell tells it


@contextlib.contextmanager
def calls(folder, environment):
    """A program in the folder that is called as /usr/bin/aws is, as long as this lasts; itself, if Python cannot import it."""
    import pathlib
    import shlex
    import subprocess
    path = folder / "aws-cli.socket"
    here = pathlib.Path(__file__)
    program = folder / "aws"
    (folder / "aws-cli.locale").write_text(json.dumps(locale_of(environment)))
    program.write_text(f'#!/bin/sh\nexec {shlex.join([PYTHON, "-IS", str(here), str(path)])} call "$@"\n')
    program.chmod(0o755)
    with subprocess.Popen([PYTHON, here, path], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        yield program if server.stdout.readline() == b"ready\n" else AWS_CLI
        server.stdin.close()


def locale_of(environment):
    return [environment.get(name) for name in LOCALE]


def is_as_imported(path):
    with open(os.path.splitext(path)[0] + ".locale") as file:
        return ("AWS_DATA_PATH" not in os.environ and not os.path.exists(os.path.expanduser("~/.aws")) and
                json.load(file) == locale_of(os.environ) and os.stat(path).st_uid == os.geteuid())


def call(path, arguments):
    """Hands over the call's arguments, environment, folder, mask and descriptors. @return  the exit code"""
    if not is_as_imported(path):
        os.execv(AWS_CLI, [AWS_CLI, *arguments])
    mask = os.umask(0)
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(path)
        request = json.dumps({"arguments": arguments, "environment": dict(os.environ), "folder": os.getcwd(), "mask": mask}).encode()
        socket.send_fds(server, [len(request).to_bytes(4, "big")], [0, 1, 2])
        server.sendall(request)
        answer = server.recv(1)
    return answer[0] if answer else 255


def serve(path):
    import gc
    import selectors
    import signal

    import awscli.clidriver
    import awscli.handlers  # noqa: F401: it would be imported by each call

    gc.freeze()  # So that no collection writes to what the calls share.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener, selectors.DefaultSelector() as selector:
        listener.bind(path)
        listener.listen(64)
        selector.register(listener, selectors.EVENT_READ)
        selector.register(0, selectors.EVENT_READ)
        print("ready", flush=True)
        while all(key.fileobj is listener for key, _ in selector.select()):
            connection, _ = listener.accept()
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                answer(connection, awscli.clidriver.main)
            connection.close()


def end_with_caller(connection):
    connection.recv(1)  # It says nothing more.
    os._exit(ENDED)


def answer(connection, main):
    """In a process of its own, which ends here, or with the call's program."""
    import threading
    import time
    size, descriptors, _, _ = socket.recv_fds(connection, 4, 3)
    with connection.makefile("rb") as stream:
        request = json.loads(stream.read(int.from_bytes(size, "big")))
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    data = os.environ["AWS_DATA_PATH"]  # The CLI has set it, to the folder of its own models.
    os.environ.clear()
    os.environ.update(request["environment"], AWS_DATA_PATH=data)
    time.tzset()
    os.umask(request["mask"])
    os.chdir(request["folder"])
    threading.Thread(target=end_with_caller, args=[connection], daemon=True).start()
    sys.argv[:] = [AWS_CLI, *request["arguments"]]
    try:
        code = main()
    except SystemExit as end:
        code = end.code
    if isinstance(code, str):
        print(code, file=sys.stderr)
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    connection.sendall(bytes([code or 0]))
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[2:3] == ["call"]:
        sys.exit(call(sys.argv[1], sys.argv[3:]))
    serve(sys.argv[1])
