#pragma once
/// AWS JSON 1.0 and 1.1: the operation in X-Amz-Target, JSON in and out. ECS, Logs, SSM; CloudWatch's newer clients.
#include "sandbox/gateway/protocol.h"

namespace eni::sandbox {

class JsonProtocol final : public WireProtocol {
 public:
  /// @param content_type  which of the two it is
  explicit JsonProtocol(std::string_view content_type) : content_type_{content_type} {}

  ApiResult<DecodedCall> decode(const Service& service, const net::Request& request) const override;
  net::Response write(const Service& service, const Operation& operation, const Reply& reply,
                      std::string_view request_id) const override;
  net::Response write_error(const Service& service, const ApiError& error,
                            std::string_view request_id) const override;

 private:
  net::Response begin(const Reply& reply, std::string_view request_id) const;

  std::string_view content_type_;
};

/// A request's body as an object; an empty body is an empty object.
/// @error  SerializationException (400)
ApiResult<json::object> read_json_members(std::string_view body);

}  // namespace eni::sandbox
