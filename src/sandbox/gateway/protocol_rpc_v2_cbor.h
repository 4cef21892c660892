#pragma once
/// Smithy's RPC v2 in CBOR: POST /service/SERVICE/operation/OPERATION, CBOR in and out. CloudWatch's newest clients.
/// Source: Smithy, "Smithy RPC v2 CBOR protocol".
#include "sandbox/gateway/protocol.h"

namespace eni::sandbox {

class RpcV2CborProtocol final : public WireProtocol {
 public:
  ApiResult<DecodedCall> decode(const Service& service, const net::Request& request) const override;
  net::Response write(const Service& service, const Operation& operation, const Reply& reply,
                      std::string_view request_id) const override;
  net::Response write_error(const Service& service, const ApiError& error,
                            std::string_view request_id) const override;
};

/// By the header that such a request must have.
bool is_rpc_v2_cbor(const net::Request& request);

struct RpcV2Target {
  std::string_view service;    ///< "GraniteServiceVersion20100801"
  std::string_view operation;  ///< "PutMetricData"
};

/// What the end of the path names; empty names for a path of another form. Views into `path`.
RpcV2Target rpc_v2_target(std::string_view path);

}  // namespace eni::sandbox
