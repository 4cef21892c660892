"""Stand-ins for what credentials come from: STS, IAM Identity Center, instance metadata, a container's endpoint; on one port.

Keys tell how they came about: a role assumed with the key K and the external id E is "K>ROLE+E".
"""
import http.server
import json
import threading
import urllib.parse

EXPIRATION = "2099-01-01T00:00:00Z"
EPOCH_MILLIS = 4070908800000
METADATA = "/latest/meta-data/iam/security-credentials/"


def keys(name):
    return {"AccessKeyId": name, "SecretAccessKey": "secret of " + name, "Token": "token of " + name,
            "Expiration": EXPIRATION}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, body, status=200, **headers):
        content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()

    def do_PUT(self):
        self.reply("imds-session" if self.path == "/latest/api/token" else "", 200)

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        if url.path == "/container":
            self.reply(keys("container+" + self.headers.get("Authorization", "")))
        elif url.path == "/federation/credentials":
            self.federation_credentials(query)
        elif self.headers.get("x-aws-ec2-metadata-token") != "imds-session":
            self.reply("", 401)
        elif url.path == "/latest/meta-data/placement/region":
            self.reply("ap-south-1")
        elif url.path == METADATA:
            self.reply("the-role")
        elif url.path == METADATA + "the-role":
            self.reply({"Code": "Success", **keys("instance")})
        else:
            self.reply("", 404)

    def federation_credentials(self, query):
        bearer = self.headers["x-amz-sso_bearer_token"]
        if bearer == "revoked":
            self.reply({"message": "Session token not found or invalid"}, 401, x_amzn_ErrorType="UnauthorizedException")
            return
        found = keys(f"sso+{bearer}+{query['account_id']}+{query['role_name']}")
        self.reply({"roleCredentials": {"accessKeyId": found["AccessKeyId"], "secretAccessKey": found["SecretAccessKey"],
                                        "sessionToken": found["Token"], "expiration": EPOCH_MILLIS}})

    def do_POST(self):
        if self.path == "/token":
            asked = json.loads(self.body())
            self.reply({"accessToken": "renewed-by-" + asked["refreshToken"], "expiresIn": 28800, "tokenType": "Bearer",
                        "refreshToken": "next"})
            return
        form = dict(urllib.parse.parse_qsl(self.body()))
        action, role = form["Action"], form["RoleArn"].rsplit("/", 1)[-1]
        if role == "forbidden":
            self.reply("<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error>"
                       "<RequestId>r</RequestId></ErrorResponse>", 403, Content_Type="text/xml")
            return
        signed = self.headers.get("Authorization")
        source = signed.split("Credential=")[1].split("/20")[0] if signed else form["WebIdentityToken"]
        name = form["RoleSessionName"]
        given = [form.get("ExternalId"), form.get("DurationSeconds"), form.get("TokenCode") == "123456" and "mfa",
                 name if not name.startswith(("botocore-session-", "eni-trunking-")) else None]
        found = keys("+".join([f"{source}>{role}", *filter(None, given)]))
        self.reply(f"<{action}Response xmlns='https://sts.amazonaws.com/doc/2011-06-15/'><{action}Result><Credentials>"
                   f"<AccessKeyId>{found['AccessKeyId'].replace('>', '&gt;')}</AccessKeyId>"
                   f"<SecretAccessKey>{found['SecretAccessKey'].replace('>', '&gt;')}</SecretAccessKey>"
                   f"<SessionToken>{found['Token'].replace('>', '&gt;')}</SessionToken>"
                   f"<Expiration>{EXPIRATION}</Expiration></Credentials></{action}Result></{action}Response>",
                   Content_Type="text/xml")


class CredentialEndpoints:
    """Serves from the start until close()."""

    def __init__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
