#pragma once
/// AWS's wire protocols: reading an operation and its input from a request, writing replies and errors. One
/// file each; nothing else in the sandbox knows how a reply looks on the wire.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/http.h"
#include "sandbox/gateway/operation.h"

namespace eni::sandbox {

/// The operation that a request names, and its input.
struct DecodedCall {
  const Operation* operation = nullptr;
  json::object params;
};

class WireProtocol {
 public:
  virtual ~WireProtocol() = default;

  /// @param request  S3: in path style already
  /// @error  the service's own error that names an operation it does not know; a body that cannot be read
  virtual ApiResult<DecodedCall> decode(const Service& service, const net::Request& request) const = 0;
  virtual net::Response write(const Service& service, const Operation& operation, const Reply& reply,
                              std::string_view request_id) const = 0;
  virtual net::Response write_error(const Service& service, const ApiError& error,
                                    std::string_view request_id) const = 0;
};

const WireProtocol& wire_protocol(Protocol protocol);

/// Which of its protocols a request to `service` is in; told from the head alone.
Protocol protocol_of(const Service& service, const net::Request& request);

/// AWS's frame (authentication, authorization, validation, throttling) has other codes and statuses in each
/// protocol. Errors made in the query protocols' words, as shared code makes them, in those of `service`;
/// others as they are.
ApiError to_service_error(const Service& service, ApiError error);
/// The same for one of the protocols.
ApiError to_protocol_error(Protocol protocol, ApiError error);

/// A reply's headers and status with a body of `content_type`; a reply of bytes brings its own.
net::Response begin_response(const Reply& reply, std::string_view content_type);

}  // namespace eni::sandbox
