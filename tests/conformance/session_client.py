"""AWS Systems Manager's session protocol as session-manager-plugin speaks it: a WebSocket (RFC 6455), its token, and messages with a
header. Source: aws/session-manager-plugin, src/message and src/datachannel."""
import base64
import hashlib
import json
import os
import socket
import struct
import urllib.parse
import uuid

HEADER = ">I32sIQqQ16s32sII"
HEADER_BYTES = 116
OUTPUT, SIZE, HANDSHAKE_REQUEST, HANDSHAKE_RESPONSE, HANDSHAKE_COMPLETE, FLAG = 1, 3, 5, 6, 7, 10
TEXT, BINARY, CLOSE, PING = 1, 2, 8, 9
SECONDS = 30


class Session:
    """Of what ExecuteCommand answers."""

    def __init__(self, session, token=None, target=None):
        url = urllib.parse.urlsplit(session["streamUrl"])
        assert url.scheme == "ws" and url.hostname == "127.0.0.1"
        self.socket = socket.create_connection((url.hostname, url.port), timeout=SECONDS)
        self.input = self.socket.makefile("rb")
        self.upgrade(target or f"{url.path}?{url.query}", url.netloc)
        self.sent, self.expected, self.output, self.closing, self.is_started = 0, 0, b"", None, False
        self.frame(TEXT, json.dumps({"MessageSchemaVersion": "1.0", "RequestId": str(uuid.uuid4()),
                                     "TokenValue": token or session["tokenValue"],
                                     "ClientId": str(uuid.uuid4())}).encode())

    def upgrade(self, target, host):
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                             f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n").encode())
        assert self.input.readline().split()[1] == b"101"
        while self.input.readline().strip():
            pass

    def frame(self, kind, payload):
        mask = os.urandom(4)
        size = bytes([0x80 | len(payload)]) if len(payload) < 126 else bytes([0x80 | 126]) + struct.pack(">H", len(payload))
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
        self.socket.sendall(bytes([0x80 | kind]) + size + mask + masked)

    def receive_frame(self):
        """Nothing at the end."""
        head = self.input.read(2)
        if len(head) < 2:
            return None
        size = head[1] & 0x7F
        if size == 126:
            [size] = struct.unpack(">H", self.input.read(2))
        payload = self.input.read(size)
        if head[0] & 0xF == PING:
            self.frame(10, payload)
            return self.receive_frame()
        return None if head[0] & 0xF == CLOSE else payload

    def send(self, payload_type, payload):
        kind = b"input_stream_data".ljust(32)
        header = struct.pack(HEADER, HEADER_BYTES, kind, 1, 0, self.sent, 0, uuid.uuid4().bytes,
                             hashlib.sha256(payload).digest(), payload_type, len(payload))
        self.sent += 1
        self.frame(BINARY, header + payload)

    def acknowledge(self, number):
        content = json.dumps({"AcknowledgedMessageType": "output_stream_data", "AcknowledgedMessageId": str(uuid.uuid4()),
                              "AcknowledgedMessageSequenceNumber": number, "IsSequentialMessage": True}).encode()
        self.frame(BINARY, struct.pack(HEADER, HEADER_BYTES, b"acknowledge".ljust(32), 1, 0, 0, 3, uuid.uuid4().bytes,
                                       hashlib.sha256(content).digest(), 0, len(content)) + content)

    def step(self):
        """Takes one message. Whether there was one."""
        message = self.receive_frame()
        if message is None:
            return False
        size, kind, _, _, number, _, _, digest, payload_type, length = struct.unpack(HEADER, message[:120])
        payload = message[120:]
        assert (size, length, digest) == (HEADER_BYTES, len(payload), hashlib.sha256(payload).digest())
        if kind.strip() == b"channel_closed":
            self.closing = json.loads(payload)
        if kind.strip() != b"output_stream_data":
            return True
        assert number == self.expected
        self.expected += 1
        self.acknowledge(number)
        if payload_type == HANDSHAKE_REQUEST:
            [action] = json.loads(payload)["RequestedClientActions"]
            assert action["ActionType"] == "SessionType"
            self.send(HANDSHAKE_RESPONSE, json.dumps({"ClientVersion": "1.2.0.0", "ProcessedClientActions": [
                {"ActionType": "SessionType", "ActionStatus": 1}]}).encode())
        if payload_type == HANDSHAKE_COMPLETE:
            self.is_started = True
        if payload_type == OUTPUT:
            self.output += payload
        return True

    def start(self):
        """What is typed before is lost, so the plugin waits, too."""
        while not self.is_started:
            assert self.step(), self.closing

    def read_until(self, text):
        while text not in self.output:
            assert self.step(), self.output

    def finish(self):
        """All that the program writes, and why the channel was closed."""
        while self.step():
            pass
        self.socket.close()
        return self.output, self.closing and self.closing["Output"]
