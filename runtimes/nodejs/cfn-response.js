// The module `cfn-response` of inline code: answers CloudFormation's custom resource requests.
// Interface: AWS CloudFormation user guide, "cfn-response module". Our own writing.
'use strict';

const http = require('http');
const https = require('https');

exports.SUCCESS = 'SUCCESS';
exports.FAILED = 'FAILED';

/**
 * PUTs the answer to the event's ResponseURL and ends the invocation. The promise never rejects: what went wrong is in
 * the log, as with AWS's module; the URL, which lets its holder answer, is not.
 */
exports.send = (event, context, responseStatus, responseData, physicalResourceId, noEcho, reason) => {
  const body = Buffer.from(JSON.stringify({
    Status: responseStatus,
    Reason: reason || `See the details in CloudWatch Log Stream: ${context.logStreamName}`,
    PhysicalResourceId: physicalResourceId || context.logStreamName,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    NoEcho: noEcho || false,
    Data: responseData,
  }), 'utf8');

  return new Promise((resolve) => {
    const finish = (text) => {
      if (text) console.log(text);
      if (typeof context.done === 'function') context.done();
      resolve();
    };
    let request;
    try {
      const url = new URL(event.ResponseURL);
      const client = url.protocol === 'http:' ? http : https;
      request = client.request(url, {
        method: 'PUT',
        // S3 signs an empty content type, and wants the length in bytes.
        headers: {'content-type': '', 'content-length': body.length},
        agent: false,
      }, (response) => {
        response.resume();
        response.on('end', () => finish(`Status code: ${response.statusCode}`));
      });
    } catch (error) {
      finish(`send(..) failed: ${error.code || error.name}`);
      return;
    }
    request.on('error', (error) => finish(`send(..) failed: ${error.code || error.name}`));
    request.end(body);
  });
};
