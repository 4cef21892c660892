#include "sandbox/gateway/protocol.h"

#include "sandbox/gateway/protocol_ec2.h"
#include "sandbox/gateway/protocol_json.h"
#include "sandbox/gateway/protocol_query.h"
#include "sandbox/gateway/protocol_rest_json.h"
#include "sandbox/gateway/protocol_rest_xml.h"
#include "sandbox/gateway/protocol_rpc_v2_cbor.h"

namespace eni::sandbox {

const WireProtocol& wire_protocol(Protocol protocol) {
  static const QueryProtocol query;
  static const Ec2Protocol ec2;
  static const JsonProtocol json11{"application/x-amz-json-1.1"};
  static const JsonProtocol json10{"application/x-amz-json-1.0"};
  static const RestJsonProtocol rest_json;
  static const RestXmlProtocol rest_xml;
  static const RpcV2CborProtocol rpc_v2_cbor;
  switch (protocol) {
    case Protocol::kQuery:
      return query;
    case Protocol::kEc2:
      return ec2;
    case Protocol::kJson11:
      return json11;
    case Protocol::kRestJson:
      return rest_json;
    case Protocol::kRestXml:
      return rest_xml;
    case Protocol::kJson10:
      return json10;
    case Protocol::kRpcV2Cbor:
      return rpc_v2_cbor;
  }
  return query;
}

Protocol protocol_of(const Service& service, const net::Request& request) {
  if (!service.is_query_compatible) return service.protocol;
  if (is_rpc_v2_cbor(request)) return Protocol::kRpcV2Cbor;
  return request.headers.contains("X-Amz-Target") ? Protocol::kJson10 : service.protocol;
}

namespace {

struct Words {
  std::string_view code;
  int http_status;
  std::string_view message = {};  ///< "": the error's own
  std::string_view lead = {};     ///< before the error's own
};

/// One row per error of AWS's frame. JSON and RPC v2 answer 400 to all that is the sender's fault.
struct FrameError {
  std::string_view query_code;
  Words ec2;
  Words json;
  Words rest_json;
  Words s3;
};

constexpr std::string_view kNotValidated = "AWS was not able to validate the provided access credentials";

constexpr FrameError kFrameErrors[] = {
    {"AccessDenied",
     {"UnauthorizedOperation", 403, {}, "You are not authorized to perform this operation. "},
     {"AccessDeniedException", 400},
     {"AccessDeniedException", 403},
     {"AccessDenied", 403}},
    {"SignatureDoesNotMatch",
     {"AuthFailure", 401, kNotValidated},
     {"InvalidSignatureException", 400},
     {"InvalidSignatureException", 403},
     {"SignatureDoesNotMatch", 403}},
    {"InvalidClientTokenId",
     {"AuthFailure", 401, kNotValidated},
     {"UnrecognizedClientException", 400},
     {"UnrecognizedClientException", 403},
     {"InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records."}},
    {"ExpiredToken",
     {"RequestExpired", 400, "Request has expired."},
     {"ExpiredTokenException", 400},
     {"ExpiredTokenException", 403},
     {"ExpiredToken", 400, "The provided token has expired."}},
    {"MissingAuthenticationToken",
     {"MissingAuthenticationToken", 403},
     {"MissingAuthenticationTokenException", 400, "Missing Authentication Token"},
     {"MissingAuthenticationTokenException", 403, "Missing Authentication Token"},
     {"AccessDenied", 403, "Access Denied"}},
    {"IncompleteSignature",
     {"IncompleteSignature", 400},
     {"IncompleteSignatureException", 400},
     {"IncompleteSignatureException", 403},
     {"AuthorizationHeaderMalformed", 400}},
    {"ValidationError",
     {"InvalidParameterValue", 400},
     {"ValidationException", 400},
     {"ValidationException", 400},
     {"InvalidArgument", 400}},
    {"MalformedInput",
     {"UnknownParameter", 400},
     {"SerializationException", 400},
     {"SerializationException", 400},
     {"MalformedXML", 400,
      "The XML you provided was not well-formed or did not validate against our published schema"}},
    {"Throttling",
     {"RequestLimitExceeded", 503},
     {"ThrottlingException", 400},
     {"ThrottlingException", 429},
     {"SlowDown", 503}},
    {"InvalidAction",
     {"InvalidAction", 400},
     {"UnknownOperationException", 400},
     {"UnknownOperationException", 404},
     {"NotImplemented", 501}},
    {"InternalFailure",
     {"InternalError", 500},
     {"InternalFailure", 500},
     {"InternalFailure", 500},
     {"InternalError", 500}},
};

const Words* words_for(const FrameError& row, Protocol protocol) {
  switch (protocol) {
    case Protocol::kQuery:
      return nullptr;
    case Protocol::kEc2:
      return &row.ec2;
    case Protocol::kJson11:
    case Protocol::kJson10:
    case Protocol::kRpcV2Cbor:
      return &row.json;
    case Protocol::kRestJson:
      return &row.rest_json;
    case Protocol::kRestXml:
      return &row.s3;
  }
  return nullptr;
}

}  // namespace

ApiError to_protocol_error(Protocol protocol, ApiError error) {
  for (const FrameError& row : kFrameErrors) {
    if (error.code != row.query_code) continue;
    if (const Words* words = words_for(row, protocol)) {
      error.code = words->code;
      error.http_status = words->http_status;
      if (!words->message.empty()) error.message = words->message;
      error.message.insert(0, words->lead);
    }
    return error;
  }
  return error;
}

ApiError to_service_error(const Service& service, ApiError error) {
  return to_protocol_error(service.protocol, std::move(error));
}

namespace {

/// Of a reply that has none of its own.
constexpr std::size_t kUsualHeaders = 3;
constexpr std::size_t kUsualHeaderBytes = 128;

}  // namespace

net::Response begin_response(const Reply& reply, std::string_view content_type) {
  net::Response response;
  response.status = reply.status;
  response.headers.reserve(kUsualHeaders, kUsualHeaderBytes);
  for (const auto& [name, value] : reply.headers) response.headers.add(name, value);
  if (!reply.is_bytes && !response.headers.contains("Content-Type")) {
    response.headers.add("Content-Type", content_type);
  }
  return response;
}

}  // namespace eni::sandbox
