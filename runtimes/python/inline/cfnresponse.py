"""The module `cfnresponse` of inline code: answers CloudFormation's custom resource requests.

Interface: AWS CloudFormation user guide, "cfn-response module". Our own writing; the standard library only.
"""
import json
import urllib.error
import urllib.request

SUCCESS = "SUCCESS"
FAILED = "FAILED"


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    """PUTs the answer to the event's ResponseURL.

    Never raises: what went wrong is in the log, as with AWS's module; the URL, which lets its holder answer, is not.
    """
    body = json.dumps({
        "Status": responseStatus,
        "Reason": reason or f"See the details in CloudWatch Log Stream: {context.log_stream_name}",
        "PhysicalResourceId": physicalResourceId or context.log_stream_name,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "NoEcho": noEcho,
        "Data": responseData,
    }).encode()
    # S3 signs an empty content type.
    request = urllib.request.Request(event["ResponseURL"], body, {"Content-Type": ""}, method="PUT")
    try:
        with urllib.request.urlopen(request) as response:
            print("Status code:", response.status)
    except urllib.error.HTTPError as error:
        print("Status code:", error.code)
    except Exception as error:  # whatever the network does: the function has done its work
        print("send(..) failed executing request:", type(error).__name__)
