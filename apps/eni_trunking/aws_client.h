#pragma once
/// The command's own client of AWS, or of the sandbox: signed calls in the three protocols it needs.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/api_error.h"
#include "aws/sigv4.h"
#include "base/json.h"
#include "net/client.h"

namespace eni::command {

/// Whom to call, and as whom.
struct Connection {
  std::string endpoint_url;  ///< one for all services; empty: AWS's own, by service and region
  aws::Region region;
  aws::Credentials credentials;
};

/// Why a call gave nothing: AWS refused, or nobody answered.
struct CallFailure {
  std::optional<aws::ApiError> refused;
  Error unreachable;  ///< if not refused

  Error as_error() const;
};
[[noreturn]] void throw_exception_from_error(const CallFailure& failure, const boost::source_location& where);

template <class T>
using CallResult = Result<T, CallFailure>;

using QueryParams = std::vector<std::pair<std::string, std::string>>;

class AwsClient {
 public:
  AwsClient(net::Client& http, const Clock& clock, Connection connection)
      : http_{http}, clock_{clock}, connection_{std::move(connection)} {}

  /// AWS JSON 1.1. @param target  e.g. "AmazonEC2ContainerServiceV20141113.ListAccountSettings"
  CallResult<json::value> json_call(std::string_view service, std::string_view target,
                                    const json::object& params);
  /// AWS query. @return  the content of <OperationResult>: elements as members, <member> lists as arrays
  CallResult<json::value> query_call(std::string_view service, std::string_view version,
                                     std::string_view operation, const QueryParams& params);
  /// EC2's variant of the query protocol, version 2016-11-15. @return  the content of <OperationResponse>: elements as
  /// members, <item> lists as arrays
  CallResult<json::value> ec2_call(std::string_view operation, const QueryParams& params);
  CallResult<void> create_bucket(const std::string& bucket);
  CallResult<void> put_object(const std::string& bucket, const std::string& key, std::string bytes);

  const Connection& connection() const { return connection_; }

 private:
  CallResult<net::Response> send(std::string_view service, net::Request request);
  /// @return  the root's content
  CallResult<json::value> form_call(std::string_view service, std::string body);

  net::Client& http_;
  const Clock& clock_;
  Connection connection_;
};

}  // namespace eni::command
