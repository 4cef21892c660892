"""Prints as JSON what botocore resolves in this process's environment, in the words of show_session.

    /usr/bin/python3 botocore_session.py URL [PROFILE]     URL: of STS and IAM Identity Center
"""
import json
import sys

import botocore.session

SOURCES = {"env": "environment", "container-role": "container", "iam-role": "instance-metadata"}


class Session(botocore.session.Session):
    """Its clients ask a stand-in: botocore of Debian 12 does not know AWS_ENDPOINT_URL."""

    def create_client(self, service_name, *args, **kwargs):
        return super().create_client(service_name, *args, **{**kwargs, "endpoint_url": sys.argv[1]})


def resolve(profile):
    session = Session(profile=profile)
    found = {"region": session.get_config_variable("region")}
    credentials = session.get_credentials()
    if credentials is None:
        return {"failed": "NoCredentials"}
    keys = credentials.get_frozen_credentials()
    return {**found, "source": SOURCES.get(credentials.method, credentials.method), "access_key_id": keys.access_key,
            "secret_access_key": keys.secret_key, "session_token": keys.token or ""}


try:
    result = resolve(sys.argv[2] if len(sys.argv) > 2 else None)
except Exception as error:  # whatever botocore refuses with
    result = {"failed": type(error).__name__, "message": str(error)}
print(json.dumps(result))
