#include "sandbox/gateway/protocol_json.h"

#include "sandbox/gateway/typed_reply.h"

namespace eni::sandbox {

ApiResult<json::object> read_json_members(std::string_view body) {
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return json::object{};
  auto value = parse_json(body);
  if (value.has_error()) return ApiError{"SerializationException", value.error().message, 400};
  if (!value->is_object()) {
    return ApiError{"SerializationException", "Start of structure or map found where not expected.", 400};
  }
  return std::move(value->get_object());
}

ApiResult<DecodedCall> JsonProtocol::decode(const Service& service, const net::Request& request) const {
  const std::string_view target = request.headers.text("X-Amz-Target");
  const auto dot = target.rfind('.');
  const std::string_view prefix = target.substr(0, dot);
  const std::string_view name = dot == std::string_view::npos ? std::string_view{} : target.substr(dot + 1);
  for (const Operation& operation : service.operations) {
    if (operation.name != name || prefix != service.target_prefix) continue;
    ENI_TRY(auto params, read_json_members(request.body));
    return DecodedCall{&operation, std::move(params)};
  }
  return ApiError{"UnknownOperationException",
                  target.empty() ? std::string("No operation: the header X-Amz-Target is missing")
                                 : "The operation " + std::string(target) + " is not known to " +
                                       std::string(service.title) + " in this sandbox",
                  400};
}

net::Response JsonProtocol::begin(const Reply& reply, std::string_view request_id) const {
  net::Response response = begin_response(reply, content_type_);
  response.headers.add("x-amzn-RequestId", request_id);
  return response;
}

net::Response JsonProtocol::write(const Service& service, const Operation& operation, const Reply& reply,
                                  std::string_view request_id) const {
  net::Response response = begin(reply, request_id);
  if (reply.is_bytes) {
    response.body = reply.bytes;
  } else if (service.is_query_compatible) {
    append_json(response.body, typed_reply(service, operation, reply.value));
  } else {
    append_json(response.body, reply.value);
  }
  return response;
}

net::Response JsonProtocol::write_error(const Service& service, const ApiError& error,
                                        std::string_view request_id) const {
  Reply reply;
  reply.status = error.http_status;
  net::Response response = begin(reply, request_id);
  response.body = json::serialize(
      json::object{{"__type", shape_of_error(service, error.code)}, {"message", error.message}});
  return response;
}

}  // namespace eni::sandbox
