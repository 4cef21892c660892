#include "client/s3.h"

#include "base/text.h"

namespace eni::client {

namespace {

net::Request request_for(const char* method, std::string target, std::string body) {
  net::Request request;
  request.method = method;
  request.target = std::move(target);
  request.body = std::move(body);
  return request;
}

}  // namespace

CallResult<void> create_bucket(AwsClient& client, const std::string& bucket) {
  const std::string& region = client.region().value;
  const std::string body = region == "us-east-1"
                               ? ""
                               : "<CreateBucketConfiguration><LocationConstraint>" + region +
                                     "</LocationConstraint></CreateBucketConfiguration>";
  ENI_CHECK(client.send("s3", request_for("PUT", "/" + bucket, body), "s3:CreateBucket"));
  return {};
}

CallResult<void> put_object(AwsClient& client, const std::string& bucket, const std::string& key,
                            std::string bytes) {
  const std::string target = "/" + bucket + "/" + percent_encode(key, Slash::kKeep);
  ENI_CHECK(client.send("s3", request_for("PUT", target, std::move(bytes)), "s3:PutObject"));
  return {};
}

}  // namespace eni::client
