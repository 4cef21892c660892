"""As much of SOCKS 5 (RFC 1928, 1929) as a client needs that connects."""
import socket


class Refused(Exception):
    """With the reply's code."""


def read(connection, size):
    data = b""
    while len(data) < size:
        piece = connection.recv(size - len(data))
        if not piece:
            raise EOFError("the proxy has closed the connection")
        data += piece
    return data


def named(host):
    """As requests name it: an address of IPv6 by its bytes, all else by its text."""
    try:
        return b"\x04" + socket.inet_pton(socket.AF_INET6, host)
    except OSError:
        return bytes([3, len(host)]) + host.encode()


def connect(place, host, port, user=None, command=1):
    """A socket to that host, whose name the proxy at `place` ("127.0.0.1:1080") resolves."""
    proxy, number = place.rsplit(":", 1)
    connection = socket.create_connection((proxy, int(number)), timeout=30)
    connection.sendall(b"\x05\x01" + (b"\x00" if user is None else b"\x02"))
    assert read(connection, 2)[0] == 5
    if user is not None:
        connection.sendall(b"\x01" + bytes([len(user)]) + user.encode() + b"\x01x")
        assert read(connection, 2) == b"\x01\x00"
    connection.sendall(b"\x05" + bytes([command, 0]) + named(host) + port.to_bytes(2, "big"))
    answer = read(connection, 10)
    if answer[1]:
        connection.close()
        raise Refused(answer[1])
    return connection


def page(place, host, port=80, user=None):
    """The last line of what an HTTP server there answers."""
    with connect(place, host, port, user) as connection:
        connection.sendall(f"GET / HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
        connection.shutdown(socket.SHUT_WR)  # The other direction goes on.
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer.decode().strip().splitlines()[-1]
