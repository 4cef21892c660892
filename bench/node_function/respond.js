// The answer to CloudFormation, as cfn-response sends it: one PUT with an empty content type.
const http = require("http");
const https = require("https");

module.exports = function respond(event, status, physicalResourceId) {
  const url = new URL(event.ResponseURL);
  const body = Buffer.from(JSON.stringify({
    Status: status,
    Reason: "See the log",
    PhysicalResourceId: physicalResourceId,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    NoEcho: false,
    Data: {},
  }));
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? https : http).request(url, {
      method: "PUT",
      headers: { "content-type": "", "content-length": body.length },
    }, (response) => {
      response.resume();
      response.on("end", resolve);
    });
    request.on("error", reject);
    request.end(body);
  });
};
