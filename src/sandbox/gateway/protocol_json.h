#pragma once
/// AWS JSON 1.1: the operation in X-Amz-Target, JSON in and out. ECS, Logs, SSM.
#include "sandbox/gateway/protocol.h"

namespace eni::sandbox {

class Json11Protocol final : public WireProtocol {
 public:
  ApiResult<DecodedCall> decode(const Service& service, const net::Request& request) const override;
  net::Response write(const Service& service, const Operation& operation, const Reply& reply,
                      std::string_view request_id) const override;
  net::Response write_error(const Service& service, const ApiError& error,
                            std::string_view request_id) const override;
};

/// A request's body as an object; an empty body is an empty object.
/// @error  SerializationException (400)
ApiResult<json::object> read_json_members(std::string_view body);

}  // namespace eni::sandbox
