"""The AWS CLI of the distribution, imported once: a call is a fork of the process that has done that, and takes a fifth of the time.

    /usr/bin/python3 aws_cli.py SOCKET                          that process; it ends with its standard input
    /usr/bin/python3 -IS aws_cli.py SOCKET call ARGUMENT…       a call, like /usr/bin/aws ARGUMENT…

Where its models and caches lie the CLI decides while it is imported. So a call that has others, by AWS_DATA_PATH or ~/.aws, is one of
/usr/bin/aws itself.
"""
import contextlib
import json
import os
import socket
import sys

AWS_CLI = "/usr/bin/aws"
PYTHON = "/usr/bin/python3"  # what the distribution's CLI is run by


@contextlib.contextmanager
def calls(folder, environment):
    """A program in the folder that is called as /usr/bin/aws is, as long as this lasts; itself, if Python cannot import it."""
    import pathlib
    import shlex
    import subprocess
    path = folder / "aws-cli.socket"
    here = pathlib.Path(__file__)
    program = folder / "aws"
    program.write_text(f'#!/bin/sh\nexec {PYTHON} -IS {shlex.quote(str(here))} {path} call "$@"\n')
    program.chmod(0o755)
    with subprocess.Popen([PYTHON, here, path], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        yield program if server.stdout.readline() == b"ready\n" else AWS_CLI
        server.stdin.close()


def call(path, arguments):
    """Hands over all that makes a process this one. @return  the exit code"""
    if "AWS_DATA_PATH" in os.environ or os.path.exists(os.path.expanduser("~/.aws")):
        os.execv(AWS_CLI, [AWS_CLI, *arguments])
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(path)
        request = json.dumps({"arguments": arguments, "environment": dict(os.environ), "folder": os.getcwd()}).encode()
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


def answer(connection, main):
    """In a process of its own, which ends here."""
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
    os.chdir(request["folder"])
    sys.argv[:] = [AWS_CLI, *request["arguments"]]
    try:
        code = main()
    except SystemExit as end:
        code = end.code
    sys.stdout.flush()
    sys.stderr.flush()
    connection.sendall(bytes([code or 0]))
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[2:3] == ["call"]:
        sys.exit(call(sys.argv[1], sys.argv[3:]))
    serve(sys.argv[1])
