#include "sandbox/gateway/protocol_rest_json.h"

#include "sandbox/gateway/protocol_json.h"
#include "sandbox/gateway/route.h"

namespace eni::sandbox {

namespace {

net::Response json_response(const Reply& reply, std::string_view request_id) {
  net::Response response = begin_response(reply, "application/json");
  response.headers.add("x-amzn-RequestId", std::string(request_id));
  return response;
}

ApiResult<json::object> read_body(const Operation& operation, const net::Request& request) {
  if (operation.options.input == Operation::Options::Input::kBytes) return json::object{};
  auto members = read_json_members(request.body);
  if (members.has_value()) return members;
  return ApiError{"InvalidRequestContentException",
                  "Could not parse request body into json: " + members.error().message, 400};
}

/// The query as members; a name that comes several times is a list.
json::object query_members(std::string_view query) {
  json::object members;
  for (auto& [name, value] : net::parse_query(query)) {
    if (name.compare(0, 6, "X-Amz-") == 0) continue;
    json::value* before = members.if_contains(name);
    if (before == nullptr) {
      members[name] = value;
    } else if (before->is_array()) {
      before->get_array().emplace_back(value);
    } else {
      json::array list;
      list.push_back(std::move(*before));
      list.emplace_back(value);
      *before = std::move(list);
    }
  }
  return members;
}

}  // namespace

ApiResult<DecodedCall> RestJsonProtocol::decode(const Service& service, const net::Request& request) const {
  auto match = find_route(service, request);
  if (!match.operation) {
    return ApiError{"UnknownOperationException",
                    request.method + " " + std::string(request.path()) + " is no operation of " +
                        std::string(service.title) + " that this sandbox knows",
                    404};
  }
  ENI_TRY(auto params, read_body(*match.operation, request));
  // What the path and the query say wins over the body.
  for (const auto& member : query_members(request.query())) params[member.key()] = member.value();
  for (auto& [name, value] : match.labels) params[name] = value;
  return DecodedCall{match.operation, std::move(params)};
}

net::Response RestJsonProtocol::write(const Service&, const Operation&, const Reply& reply,
                                      std::string_view request_id) const {
  net::Response response = json_response(reply, request_id);
  if (reply.is_bytes) {
    response.body = reply.bytes;
  } else if (reply.status != 204) {
    append_json(response.body, reply.value);
  }
  return response;
}

net::Response RestJsonProtocol::write_error(const Service&, const ApiError& error,
                                            std::string_view request_id) const {
  Reply reply;
  reply.status = error.http_status;
  net::Response response = json_response(reply, request_id);
  response.headers.add("x-amzn-ErrorType", error.code);
  // The models spell the member in both ways, from exception to exception; clients look for what their model has.
  response.body = json::serialize(json::object{{"Type", error.http_status >= 500 ? "Service" : "User"},
                                               {"Message", error.message},
                                               {"message", error.message}});
  return response;
}

}  // namespace eni::sandbox
