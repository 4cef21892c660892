#pragma once
/// Presigned URLs at which functions and hosts answer CloudFormation by a PUT, and S3's refusals of what does not fit them.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "aws/sigv4.h"
#include "net/http.h"
#include "sandbox/services/cloudformation/calls/service_caller.h"

namespace eni::sandbox::cloudformation {

class PresignedUrls {
 public:
  explicit PresignedUrls(EngineParts& parts) : parts_{parts} {}

  /// A URL on the sandbox's endpoint that takes a PUT for so long.
  /// @param path  encoded, from its first slash
  std::string put_url(const std::string& path, const std::string& region, std::chrono::seconds lifetime);
  /// Why the request is none that put_url() has allowed, as S3 answers it; nothing if it is one.
  std::optional<net::Response> refusal(const net::Request& request);
  /// 403 with S3's XML, or another status.
  net::Response error(std::string_view code, std::string_view message, int status = 403);

 private:
  aws::Credentials credentials();

  EngineParts& parts_;
  std::optional<aws::Credentials> credentials_;
  aws::SigningKeyCache keys_;
};

}  // namespace eni::sandbox::cloudformation
