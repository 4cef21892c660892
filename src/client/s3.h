#pragma once
/// What commands ask of S3, by path-style requests: they work for every bucket name and every endpoint.
#include <string>

#include "client/aws_client.h"

namespace eni::client {

CallResult<void> create_bucket(AwsClient& client, const std::string& bucket);
CallResult<void> put_object(AwsClient& client, const std::string& bucket, const std::string& key,
                            std::string bytes);

}  // namespace eni::client
