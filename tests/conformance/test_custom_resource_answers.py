"""The ways in which people's functions answer CloudFormation: by host and path over HTTPS, as AWS's examples and CDK do.

What belongs here: a form of the answer, a row each. What an answer becomes is in test_custom_resources.py.
"""
import subprocess

import pytest

from conftest import Sandbox
from stacks import Stack, inline_function

ANSWER_JS = """
const answer = (event, context) => JSON.stringify({
  Status: 'SUCCESS', PhysicalResourceId: 'thing', StackId: event.StackId, RequestId: event.RequestId,
  LogicalResourceId: event.LogicalResourceId, Data: {Answer: '42'}});
"""
# As in AWS's documentation of cfn-response.
DOCUMENTED = ANSWER_JS + """
const https = require('https');
const url = require('url');
exports.handler = (event, context) => {
  const body = answer(event, context);
  const parsed = url.parse(event.ResponseURL);
  const request = https.request({hostname: parsed.hostname, port: 443, path: parsed.path, method: 'PUT',
    headers: {'content-type': '', 'content-length': body.length}}, (response) => {
    console.log('Status code: ' + parseInt(response.statusCode));
    context.done();
  });
  request.on('error', (error) => { console.log('failed: ' + error); context.done(); });
  request.write(body);
  request.end();
};
"""
# As CDK's provider framework does it.
FRAMEWORK = ANSWER_JS + """
const https = require('https');
const url = require('url');
exports.handler = async (event, context) => {
  const body = answer(event, context);
  const parsed = url.parse(event.ResponseURL);
  await new Promise((resolve, reject) => {
    const request = https.request({hostname: parsed.hostname, path: parsed.path, method: 'PUT',
      headers: {'content-type': '', 'content-length': Buffer.byteLength(body, 'utf8')}}, (response) => {
      response.resume();
      if (!response.statusCode || response.statusCode >= 400) reject(new Error(`status ${response.statusCode}`));
      else resolve();
    });
    request.on('error', reject);
    request.write(body);
    request.end();
  });
};
"""
BY_URL = ANSWER_JS + """
const https = require('node:https');
exports.handler = (event, context, callback) => {
  const {hostname, pathname, search} = new URL(event.ResponseURL);
  https.request(`https://${hostname}${pathname}${search}`, {method: 'PUT', agent: new https.Agent()},
                (response) => callback(null, response.statusCode)).end(answer(event, context));
};
"""
AS_MODULE = """
exports.handler = async (event, context) => {
  const {request} = await import('node:https');
""" + ANSWER_JS + """
  const {hostname, pathname, search} = new URL(event.ResponseURL);
  await new Promise((resolve) => request({hostname, path: pathname + search, method: 'PUT'}, resolve).end(answer(event, context)));
};
"""

ANSWER_PY = """
import json
from urllib.parse import urlsplit
def answer(event):
    return json.dumps({'Status': 'SUCCESS', 'PhysicalResourceId': 'thing', 'StackId': event['StackId'],
        'RequestId': event['RequestId'], 'LogicalResourceId': event['LogicalResourceId'], 'Data': {'Answer': '42'}}).encode()
"""
HTTP_CLIENT = ANSWER_PY + """
import http.client
def handler(event, context):
    url = urlsplit(event['ResponseURL'])
    connection = http.client.HTTPSConnection(url.hostname)
    connection.request('PUT', url.path + '?' + url.query, answer(event))
    print(connection.getresponse().status)
"""
URLLIB = ANSWER_PY + """
import urllib.request
def handler(event, context):
    url = urlsplit(event['ResponseURL'])._replace(scheme='https')
    request = urllib.request.Request(url._replace(netloc=url.hostname).geturl(), answer(event), {'Content-Type': ''}, method='PUT')
    print(urllib.request.urlopen(request).status)
"""
URLLIB3 = ANSWER_PY + """
import urllib3
def handler(event, context):
    url = urlsplit(event['ResponseURL'])._replace(scheme='https')
    print(urllib3.PoolManager().request('PUT', url._replace(netloc=url.hostname).geturl(), body=answer(event)).status)
"""
REQUESTS = ANSWER_PY + """
import requests
def handler(event, context):
    url = urlsplit(event['ResponseURL'])._replace(scheme='https')
    print(requests.put(url._replace(netloc=url.hostname).geturl(), data=answer(event)).status_code)
"""

FORMS = [
    pytest.param("nodejs22.x", DOCUMENTED, id="AWS's documentation"),
    pytest.param("nodejs22.x", FRAMEWORK, id="CDK's provider framework"),
    pytest.param("nodejs22.x", BY_URL, id="https.request of a URL"),
    pytest.param("nodejs22.x", AS_MODULE, id="request imported from node:https"),
    pytest.param("python3.12", HTTP_CLIENT, id="http.client"),
    pytest.param("python3.12", URLLIB, id="urllib"),
    pytest.param("python3.12", URLLIB3, id="urllib3"),
    pytest.param("python3.12", REQUESTS, id="requests"),
]


# Forbids further namespaces within the new one: the sandbox then runs functions as they are.
NO_NAMESPACES = ("unshare", "--user", "--map-root-user", "sh", "-c",
                 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"', "sh")


@pytest.fixture(scope="module")
def bare_sandbox(on_aws, tmp_path_factory):
    """One whose functions run without isolation."""
    if on_aws or subprocess.run([*NO_NAMESPACES, "true"], stderr=subprocess.DEVNULL).returncode:
        pytest.skip("needs a user namespace of the sandbox's own")
    sandbox = Sandbox(tmp_path_factory.mktemp("bare"), prefix=NO_NAMESPACES)
    yield sandbox
    sandbox.stop()
    assert "not isolated" in sandbox.log()


def answer_of(cloudformation, runtime, code):
    template = inline_function(code, {"ServiceTimeout": 20}, runtime=runtime)
    template["Outputs"]["Answer"] = {"Value": {"Fn::GetAtt": ["Thing", "Answer"]}}
    stack = Stack(cloudformation, "answers")
    assert stack.create(template) == "CREATE_COMPLETE", stack.story()
    return stack.outputs()


@pytest.mark.parametrize("runtime, code", FORMS)
def test_answer_by_host_and_path_arrives(client, runtime, code):
    assert answer_of(client("cloudformation"), runtime, code) == {"Thing": "thing", "Answer": "42"}


@pytest.mark.parametrize("runtime, code", FORMS)
def test_answer_by_host_and_path_arrives_without_isolation(client, bare_sandbox, runtime, code):
    assert answer_of(client("cloudformation", sandbox=bare_sandbox), runtime, code) == {"Thing": "thing", "Answer": "42"}
