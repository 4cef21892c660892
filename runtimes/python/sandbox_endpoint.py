"""Leads clients that would miss the sandbox's endpoint to it: an old boto3, and answers to CloudFormation over HTTPS.

botocore before 1.31 does not read AWS_ENDPOINT_URL. And who answers a custom resource by the host and the path of its ResponseURL
alone, at port 443, as AWS's own examples do, finds nobody where the sandbox listens on another port without TLS.
"""
import http.client
import importlib.abc
import importlib.machinery
import os
import sys
import urllib.parse

RESPONSE_PATH = "/cloudformation-custom-resource-response-"


class _PatchedLoader(importlib.abc.Loader):
    """A module's own loader, and `patch` after it."""

    def __init__(self, loader, patch):
        self._loader, self._patch = loader, patch

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        self._loader.exec_module(module)
        self._patch(module)

    def __getattr__(self, name):  # resources, source: all else that a loader has
        return getattr(self._loader, name)


class _Patches(importlib.abc.MetaPathFinder):
    """Finds the modules of `patches` where they are, and patches them when they are loaded: functions that do not import them
    do not wait for them."""

    def __init__(self, patches):
        self._patches = patches

    def find_spec(self, name, path=None, target=None):
        patch = self._patches.get(name)
        if patch is None:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _PatchedLoader(spec.loader, patch)
        return spec


def _patch_botocore(module):
    import botocore.configprovider
    if hasattr(botocore.configprovider, "ConfiguredEndpointProvider"):
        return  # It reads AWS_ENDPOINT_URL itself.
    create_client = module.Session.create_client

    def create_client_of_endpoint(self, service_name, region_name=None, api_version=None, use_ssl=True, verify=None,
                                  endpoint_url=None, *arguments, **keywords):
        if endpoint_url is None:
            of_service = "AWS_ENDPOINT_URL_" + service_name.upper().replace("-", "_")
            endpoint_url = os.environ.get(of_service) or os.environ.get("AWS_ENDPOINT_URL")
        return create_client(self, service_name, region_name, api_version, use_ssl, verify, endpoint_url, *arguments,
                             **keywords)

    module.Session.create_client = create_client_of_endpoint


def _patch_urllib3(endpoint):
    """urllib3, and with it requests and botocore, connects before it knows the path: its pools know both."""
    def patch(module):
        urlopen = module.HTTPSConnectionPool.urlopen

        def urlopen_at_endpoint(self, method, url, *arguments, **keywords):
            if not _is_answer(endpoint, self.host, self.port, url):
                return urlopen(self, method, url, *arguments, **keywords)
            pool = module.HTTPConnectionPool(endpoint.hostname, endpoint.port)
            return pool.urlopen(method, url, *arguments, **keywords)

        module.HTTPSConnectionPool.urlopen = urlopen_at_endpoint
    return patch


def _patch_http_client(endpoint):
    connection = http.client.HTTPSConnection
    putrequest, connect = connection.putrequest, connection.connect

    def putrequest_at_endpoint(self, method, url, *arguments, **keywords):
        if self.sock is None and _is_answer(endpoint, self.host, self.port, url):
            self.host, self.port, self._sandbox_answers = endpoint.hostname, endpoint.port, True
        return putrequest(self, method, url, *arguments, **keywords)

    def connect_to_endpoint(self):
        if getattr(self, "_sandbox_answers", False):
            return http.client.HTTPConnection.connect(self)
        return connect(self)

    connection.putrequest, connection.connect = putrequest_at_endpoint, connect_to_endpoint


def _is_answer(endpoint, host, port, path):
    return host.strip("[]") == endpoint.hostname and port in (None, 443) and str(path).startswith(RESPONSE_PATH)


def install(url):
    """Patches the clients, at once or when they are imported.

    @param url  of the sandbox; None or "" for none
    """
    patches = {"botocore.session": _patch_botocore}
    endpoint = urllib.parse.urlsplit(url or "")
    if endpoint.scheme == "http" and endpoint.hostname:
        patches["urllib3.connectionpool"] = _patch_urllib3(endpoint)
        _patch_http_client(endpoint)
    sys.meta_path.insert(0, _Patches(patches))
