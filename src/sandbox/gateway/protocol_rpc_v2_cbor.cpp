#include "sandbox/gateway/protocol_rpc_v2_cbor.h"

#include <algorithm>

#include "base/cbor.h"
#include "sandbox/gateway/typed_reply.h"
#include "sandbox/shapes/model.h"

namespace eni::sandbox {
namespace {

using shapes::Kind;
using shapes::Shape;

constexpr std::string_view kProtocolHeader = "smithy-protocol";
constexpr std::string_view kProtocolName = "rpc-v2-cbor";

/// A value of a typed reply, in the types of the model: times are tagged, and what may have a fraction is a float.
void write_value(CborWriter& out, const Shape& shape, const json::value& value) {
  if (shape.kind() == Kind::kStructure && value.is_object()) {
    const json::object& structure = value.get_object();
    out.map(structure.size());
    for (const auto& [name, inner] : structure) {
      out.text(name);
      const auto member = shape.find_member(name);
      if (member) {
        write_value(out, member->shape(), inner);
      } else {
        out.value(inner);
      }
    }
  } else if (shape.kind() == Kind::kMap && value.is_object()) {
    out.map(value.get_object().size());
    for (const auto& [name, inner] : value.get_object()) {
      out.text(name);
      write_value(out, shape.value().shape(), inner);
    }
  } else if (shape.kind() == Kind::kList && value.is_array()) {
    out.list(value.get_array().size());
    for (const json::value& element : value.get_array()) write_value(out, shape.element().shape(), element);
  } else if (shape.kind() == Kind::kTimestamp && value.is_number()) {
    out.epoch_seconds(value.to_number<double>());
  } else if ((shape.kind() == Kind::kDouble || shape.kind() == Kind::kFloat) && value.is_number()) {
    out.real(value.to_number<double>());
  } else {
    out.value(value);
  }
}

net::Response begin(const Reply& reply, std::string_view request_id) {
  net::Response response = begin_response(reply, "application/cbor");
  response.headers.add(std::string(kProtocolHeader), std::string(kProtocolName));
  response.headers.add("x-amzn-RequestId", std::string(request_id));
  return response;
}

ApiResult<json::object> read_members(std::string_view body) {
  if (body.empty()) return json::object{};
  auto value = parse_cbor(body);
  if (value.has_error()) return ApiError{"SerializationException", value.error().message, 400};
  if (!value->is_object())
    return ApiError{"SerializationException", "Start of structure or map found where not expected.", 400};
  return std::move(value->get_object());
}

}  // namespace

bool is_rpc_v2_cbor(const net::Request& request) {
  return request.headers.text(kProtocolHeader) == kProtocolName;
}

RpcV2Target rpc_v2_target(std::string_view path) {
  constexpr std::string_view kService = "/service/";
  constexpr std::string_view kOperation = "/operation/";
  const auto operation = path.rfind(kOperation);
  if (operation == std::string_view::npos) return {};
  const auto service = path.substr(0, operation).rfind(kService);
  if (service == std::string_view::npos) return {};
  const auto name = service + kService.size();
  return {path.substr(name, operation - name), path.substr(operation + kOperation.size())};
}

ApiResult<DecodedCall> RpcV2CborProtocol::decode(const Service& service, const net::Request& request) const {
  const RpcV2Target target = rpc_v2_target(request.path());
  const auto operation = std::ranges::find(service.operations, target.operation, &Operation::name);
  if (request.method != "POST" || target.service != service.target_prefix ||
      operation == service.operations.end()) {
    return ApiError{"UnknownOperationException",
                    request.method + " " + std::string(request.path()) + " is no operation of " +
                        std::string(service.title) + " that this sandbox knows",
                    404};
  }
  ENI_TRY(auto params, read_members(request.body));
  return DecodedCall{&*operation, std::move(params)};
}

net::Response RpcV2CborProtocol::write(const Service& service, const Operation& operation, const Reply& reply,
                                       std::string_view request_id) const {
  net::Response response = begin(reply, request_id);
  const auto model = shapes::find_service(service.name);
  const auto row = model ? model->find_operation(operation.name) : std::nullopt;
  CborWriter out;
  if (!row) {
    out.value(reply.value);
  } else if (const auto output = row->output()) {
    write_value(out, *output, typed_reply(service, operation, reply.value));
  } else {
    return response;  // Without an output there is no body.
  }
  response.body = out.take();
  return response;
}

net::Response RpcV2CborProtocol::write_error(const Service& service, const ApiError& error,
                                             std::string_view request_id) const {
  Reply reply;
  reply.status = error.http_status;
  net::Response response = begin(reply, request_id);
  CborWriter out;
  out.map(2);
  out.text("__type");
  out.text(shape_of_error(service, error.code));
  out.text("message");
  out.text(error.message);
  response.body = out.take();
  return response;
}

}  // namespace eni::sandbox
