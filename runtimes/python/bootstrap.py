"""Runs a Python function in the sandbox: asks Lambda's Runtime API for events, gives them to the handler, and answers.

Our own writing; the standard library only. Interface: Lambda developer guide, "Using the Lambda runtime API for custom runtimes"
and "Define Lambda function handler in Python".
"""
import decimal
import http.client
import importlib
import json
import os
import sys
import time
import traceback

import sandbox_endpoint
import sandbox_output

RUNTIME_API = os.environ["AWS_LAMBDA_RUNTIME_API"]


class RuntimeFault(Exception):
    """An error that Lambda names itself."""

    def __init__(self, kind, message, trace=()):
        super().__init__(message)
        self.kind, self.trace = kind, list(trace)


# ---- the Runtime API --------------------------------------------------------------------------------------

# The function may patch the module's classes; what it finds is then not ours.
Connection = http.client.HTTPConnection


def call_runtime_api(method, resource, body=None, headers=None):
    connection = Connection(RUNTIME_API, timeout=None)  # not the default that the function may set
    try:
        connection.request(method, f"/2018-06-01/runtime/{resource}", body, headers or {})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def report(resource, error):
    call_runtime_api("POST", resource, json.dumps(error, ensure_ascii=False).encode("utf-8", "backslashreplace"), {
        "Content-Type": "application/json", "Lambda-Runtime-Function-Error-Type": error["errorType"]})


def error_of(error, request_id=""):
    """An exception in the form in which Lambda gives it to callers."""
    if isinstance(error, RuntimeFault):
        kind, trace = error.kind, error.trace
    else:
        frames = traceback.extract_tb(error.__traceback__)
        while frames and frames[0].filename == __file__:
            del frames[0]
        kind, trace = type(error).__name__, traceback.format_list(frames)
    return {"errorMessage": str(error), "errorType": kind, "requestId": request_id, "stackTrace": trace}


# ---- the handler ------------------------------------------------------------------------------------------

def load_handler(text):
    module_name, dot, function_name = text.rpartition(".")
    if not dot:
        raise RuntimeFault("Runtime.MalformedHandlerName",
                           f"Bad handler '{text}': not enough values to unpack (expected 2, got 1)")
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise RuntimeFault("Runtime.BuiltInModuleConflict", f"Cannot use built-in module {module_name} as a handler module")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise RuntimeFault("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}") from None
    except SyntaxError as error:
        raise RuntimeFault("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}",
                           [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']) from None
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise RuntimeFault("Runtime.HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'") from None


# ---- one invocation ---------------------------------------------------------------------------------------

class Fields:
    """Attributes, None where nothing was given."""

    def __init__(self, **fields):
        vars(self).update(fields)

    def __repr__(self):
        return f"{type(self).__name__}([{','.join(f'{name}={value}' for name, value in vars(self).items())}])"


class Client(Fields):
    pass


class ClientContext(Fields):
    pass


class CognitoIdentity(Fields):
    pass


class LambdaContext(Fields):
    """What the handler gets as its second argument. Source: Lambda developer guide, "Using the Lambda context object"."""

    def __init__(self, headers):
        client = json.loads(headers.get("Lambda-Runtime-Client-Context") or "null")
        identity = json.loads(headers.get("Lambda-Runtime-Cognito-Identity") or "null") or {}
        super().__init__(
            aws_request_id=headers["Lambda-Runtime-Aws-Request-Id"],
            log_group_name=os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME"),
            log_stream_name=os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME"),
            function_name=os.environ.get("AWS_LAMBDA_FUNCTION_NAME"),
            memory_limit_in_mb=os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"),
            function_version=os.environ.get("AWS_LAMBDA_FUNCTION_VERSION"),
            invoked_function_arn=headers.get("Lambda-Runtime-Invoked-Function-Arn"),
            client_context=client_context_of(client) if client else None,
            identity=CognitoIdentity(cognito_identity_id=identity.get("cognitoIdentityId"),
                                     cognito_identity_pool_id=identity.get("cognitoIdentityPoolId")))
        self._epoch_deadline_time_in_ms = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._epoch_deadline_time_in_ms - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


def client_context_of(given):
    client = given.get("client")
    names = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")
    return ClientContext(custom=given.get("custom"), env=given.get("env"),
                         client=Client(**{name: client.get(name) for name in names}) if client else None)


def serialize(result):
    def number(value):
        if isinstance(value, decimal.Decimal):
            return float(value)
        raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")

    try:
        return json.dumps(result, ensure_ascii=False, default=number).encode()
    except Exception as error:
        raise RuntimeFault("Runtime.MarshalError", f"Unable to marshal response: {error}") from None


def parse(body):
    try:
        return json.loads(body)
    except ValueError as error:
        raise RuntimeFault("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}") from None


def serve(handler):
    status, headers, body = call_runtime_api("GET", "invocation/next")
    if status != 200:
        sys.exit(1)
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    sandbox_output.request_id = request_id
    if headers.get("Lambda-Runtime-Trace-Id"):
        os.environ["_X_AMZN_TRACE_ID"] = headers["Lambda-Runtime-Trace-Id"]
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    try:
        result = serialize(handler(parse(body), LambdaContext(headers)))
    except Exception as error:
        described = error_of(error, request_id)
        sandbox_output.log_error(described)
        report(f"invocation/{request_id}/error", described)
    else:
        # One that is too large is refused, and the Runtime API has then answered for us.
        call_runtime_api("POST", f"invocation/{request_id}/response", result, {"Content-Type": "application/json"})
    sandbox_output.request_id = ""


def main():
    sandbox_output.install()
    sandbox_endpoint.install(os.environ.get("AWS_ENDPOINT_URL"))
    # Lambda's order: the function's code, its layers, then what the runtime has.
    sys.path[:0] = [os.environ["LAMBDA_TASK_ROOT"], "/opt/python/lib/python%d.%d/site-packages" % sys.version_info[:2],
                    "/opt/python"]
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except Exception as error:
        described = error_of(error)
        sandbox_output.log_error(described)
        report("init/error", described)
        sys.exit(1)
    while True:
        serve(handler)


if __name__ == "__main__":
    main()
