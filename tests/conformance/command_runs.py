"""The command that talks to AWS, run against a sandbox as an account's root, or as whoever the credentials are."""
import contextlib
import json
import os
import pty
import select
import subprocess
import time

from conftest import COMMAND, REGION, clean_environment, environment_credentials


def environment(sandbox, credentials, home):
    values = clean_environment(home)
    values.update(environment_credentials(credentials))
    values.update(AWS_ENDPOINT_URL=sandbox.endpoint, AWS_REGION=REGION)
    del values["AWS_MAX_ATTEMPTS"]  # The command's own: it is to get through throttling.
    return values


def run(sandbox, credentials, home, *arguments, expect=0, timeout=300):
    """The completed process; `.json` is its output if that is JSON."""
    done = subprocess.run([COMMAND, *map(str, arguments)], env=environment(sandbox, credentials, home), timeout=timeout,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert done.returncode == expect, f"{arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    with contextlib.suppress(ValueError):
        done.json = json.loads(done.stdout)
    return done


def start(sandbox, credentials, home, *arguments):
    return subprocess.Popen([COMMAND, *map(str, arguments)], env=environment(sandbox, credentials, home),
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for_line(process, text):
    """Reads what the command says on standard error until a line has `text`."""
    for line in process.stderr:
        if text in line:
            return
    raise AssertionError(f"the command ended without a word of {text}")


def on_terminal(sandbox, credentials, home, *arguments, answers=(), timeout=120):
    """Runs it on a terminal of 80 by 30, answers each question that ends in "[y/N] ". Returns its exit code and all that it wrote."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(COMMAND, [COMMAND, *map(str, arguments)], environment(sandbox, credentials, home))
    import fcntl
    import struct
    import termios
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 80, 0, 0))
    written, answered, left = "", 0, list(answers)
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        readable, _, _ = select.select([terminal], [], [], 1)
        try:
            chunk = os.read(terminal, 65536) if readable else None
        except OSError:  # EIO: it has ended
            chunk = b""
        if chunk == b"":
            break
        written += (chunk or b"").decode(errors="replace")
        if left and written.count("[y/N] ") > answered:
            answered += 1
            os.write(terminal, (left.pop(0) + "\n").encode())
    os.close(terminal)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), written


def too_wide(text, columns=80):
    """Lines wider than a terminal, but for those of one word: ARNs cannot be broken."""
    return [line for line in text.splitlines() if len(line) > columns and len(line.split()) > 1]
