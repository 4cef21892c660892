"""Documents of roles and policies, and calls that are refused."""
import json

import pytest
from botocore.exceptions import ClientError


def trust(*principals, condition=None, action="sts:AssumeRole"):
    """A trust policy for AWS principals."""
    statement = {"Effect": "Allow", "Principal": {"AWS": list(principals)}, "Action": action}
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def policy(action, resource="*", effect="Allow", **more):
    return json.dumps({"Version": "2012-10-17",
                       "Statement": [{"Effect": effect, "Action": action, "Resource": resource, **more}]})


def refused(code, message, call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    assert (caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]) == (code, message)
    return caught.value.response["ResponseMetadata"]["HTTPStatusCode"]
