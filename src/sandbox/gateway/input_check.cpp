#include "sandbox/gateway/input_check.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/gateway/violations.h"

namespace eni::sandbox {
namespace {

using shapes::Flaw;
using shapes::Kind;
using shapes::Location;
using shapes::Member;
using shapes::Naming;
using shapes::Shape;

bool is_rest(Protocol protocol) { return protocol == Protocol::kRestJson || protocol == Protocol::kRestXml; }

bool is_json(Protocol protocol) { return protocol == Protocol::kJson11 || protocol == Protocol::kRestJson; }

Naming naming_of(Protocol protocol) { return protocol == Protocol::kEc2 ? Naming::kQuery : Naming::kWire; }

/// What clients send for what their users left out: null, "", false, and lists and structures of nothing else.
bool asks_for_nothing(const json::value& value) {
  if (const auto* text = value.if_string()) return text->empty() || iequals(*text, "false");
  if (const auto* flag = value.if_bool()) return !*flag;
  if (const auto* list = value.if_array()) return std::ranges::all_of(*list, asks_for_nothing);
  if (const auto* object = value.if_object())
    return std::ranges::all_of(*object, [](const auto& member) { return asks_for_nothing(member.value()); });
  return value.is_null();
}

ApiError not_read(const Service& service, const Operation& operation, const std::string& name) {
  const int status = service.unsupported_code == "NotImplemented" ? 501 : 400;
  return {std::string(service.unsupported_code),
          "the sandbox does not support the parameter " + name + " of " + std::string(operation.name),
          status};
}

/// The first member within `value` that the model has and `reads` does not cover; "" if there is none.
std::string first_not_read(const Shape& shape, const json::value& value, const MemberPaths& reads,
                           Naming naming);

std::string first_not_read_in(const Shape& structure, const json::object& value, const MemberPaths& reads,
                              Naming naming) {
  for (std::size_t at = 0; at < structure.member_count(); ++at) {
    const Member member = structure.member(at);
    const std::string_view name = shapes::name_of(member, naming);
    const json::value* inner = eni::find(value, name);
    if (!inner || asks_for_nothing(*inner)) continue;
    const MemberPaths* covered = reads.find(name);
    if (!covered) return std::string(name);
    if (covered->covers_all()) continue;
    if (std::string found = first_not_read(member.shape(), *inner, *covered, naming); !found.empty())
      return std::string(name) + "." + found;
  }
  return {};
}

std::string first_not_read(const Shape& shape, const json::value& value, const MemberPaths& reads,
                           Naming naming) {
  if (shape.kind() == Kind::kStructure && value.is_object())
    return first_not_read_in(shape, value.get_object(), reads, naming);
  if (shape.kind() == Kind::kList && value.is_array()) {
    for (const json::value& element : value.get_array())
      if (std::string found = first_not_read(shape.element().shape(), element, reads, naming); !found.empty())
        return found;
  }
  if (shape.kind() == Kind::kMap && value.is_object()) {
    for (const auto& entry : value.get_object())
      if (std::string found = first_not_read(shape.value().shape(), entry.value(), reads, naming);
          !found.empty())
        return found;
  }
  return {};
}

/// Headers that the model has, the request brings, and the row does not read.
std::string first_header_not_read(const Shape& input, const Call& call, const MemberPaths& reads) {
  for (std::size_t at = 0; at < input.member_count(); ++at) {
    const Member member = input.member(at);
    if (member.location() != Location::kHeader || reads.find(member.wire_name())) continue;
    const std::string_view value = call.header(to_lower(member.wire_name()));
    if (!value.empty() && !iequals(value, "false")) return std::string(member.wire_name());
  }
  return {};
}

/// In the words of AWS's deserializers.
std::string wrong_kind(const shapes::Finding& finding) {
  const json::value& found = *finding.value;
  if (found.is_array()) return "Start of list found where not expected";
  if (found.is_object()) return "Start of structure or map found where not expected";
  static constexpr std::pair<Kind, std::string_view> kScalars[] = {
      {Kind::kString, "String"},  {Kind::kInteger, "Integer"}, {Kind::kLong, "Long"},
      {Kind::kFloat, "Float"},    {Kind::kDouble, "Double"},   {Kind::kBoolean, "Boolean"},
      {Kind::kTimestamp, "Date"}, {Kind::kBlob, "ByteBuffer"}};
  const auto* row =
      std::ranges::find(kScalars, finding.shape.kind(), &std::pair<Kind, std::string_view>::first);
  if (row == std::end(kScalars)) return "Unexpected field type";
  const std::string_view token = found.is_string()   ? "STRING_VALUE"
                                 : found.is_bool()   ? (found.get_bool() ? "TRUE_VALUE" : "FALSE_VALUE")
                                 : found.is_double() ? "DECIMAL_VALUE"
                                                     : "NUMBER_VALUE";
  return std::string(token) + " can not be converted to " + (row->first == Kind::kInteger ? "an " : "a ") +
         std::string(row->second);
}

/// A text that should have been a number is a violation for the services that list them, and the operation's affair in EC2 and S3.
bool is_left_to_operation(const Service& service, const shapes::Finding& finding) {
  return !is_json(service.protocol) && finding.value && !finding.value->is_structured() &&
         finding.shape.kind() != Kind::kList && finding.shape.kind() != Kind::kStructure &&
         finding.shape.kind() != Kind::kMap;
}

ApiResult<void> check_findings(const Service& service, const std::vector<shapes::Finding>& findings) {
  std::vector<shapes::Finding> violations;
  std::optional<ApiError> own;
  for (const shapes::Finding& finding : findings) {
    if (finding.flaw == Flaw::kWrongKind && !is_left_to_operation(service, finding))
      return ApiError{"MalformedInput", wrong_kind(finding), 400};
    if (finding.flaw == Flaw::kUnknownMember) {
      if (service.protocol != Protocol::kEc2) continue;  // AWS's other services let it be
      return ApiError{"UnknownParameter",
                      "The parameter " + path_text(finding.path, ".") + " is not recognized", 400};
    }
    auto error = service.own_violation ? service.own_violation(finding) : std::nullopt;
    if (!error) {
      violations.push_back(finding);
    } else if (!own) {
      own = std::move(error);
    }
  }
  if (!violations.empty() && !service.constraint_code.empty())
    return ApiError{std::string(service.constraint_code), violation_message(violations), 400};
  if (own) return *std::move(own);
  return {};
}

/// Headers of one value that the model has and the request brings, by the names of their members.
json::object headers_of(const Shape& input, const Call& call) {
  json::object headers;
  for (std::size_t at = 0; at < input.member_count(); ++at) {
    const Member member = input.member(at);
    if (member.location() != Location::kHeader) continue;
    const std::string_view text = call.header(to_lower(member.wire_name()));
    const bool is_list = member.shape().kind() == Kind::kList;  // a text with commas
    if (!text.empty() && !is_list) headers[member.name()] = text;
  }
  return headers;
}

/// What of the input is in the call's parameters: of REST calls neither a body of bytes nor one of XML.
std::vector<shapes::Finding> check_shape(const Service& service, const Shape& input, const Call& call,
                                         const json::object& headers) {
  MatchBudget budget;
  const shapes::CheckOptions options{naming_of(service.protocol), is_json(service.protocol)
                                                                      ? shapes::Typing::kTyped
                                                                      : shapes::Typing::kText};
  if (!is_rest(service.protocol)) return shapes::check(input, call.params.all(), options, budget);
  std::vector<shapes::Finding> findings;
  const auto payload = input.payload();
  for (std::size_t at = 0; at < input.member_count(); ++at) {
    const Member member = input.member(at);
    const bool is_payload = payload && payload->name() == member.name();
    if (member.location() == Location::kHeaders || is_payload) continue;
    if (member.location() == Location::kHeader) {
      if (const json::value* text = eni::find(headers, member.name()))
        shapes::check_value(member.shape(), *text, {options.naming, shapes::Typing::kText}, budget,
                            {std::string(member.name())}, findings);
      continue;
    }
    const std::string name(member.wire_name());
    const json::value* value = call.params.find(name);
    if (!value) {
      if (member.is_required()) findings.push_back({Flaw::kMissing, {name}, nullptr, member.shape()});
      continue;
    }
    // Paths and query strings deliver texts, whatever the body is made of.
    const bool is_text = member.location() != Location::kBody;
    if (is_text && member.shape().kind() == Kind::kList && !value->is_array()) continue;
    shapes::check_value(member.shape(), *value,
                        {options.naming, is_text ? shapes::Typing::kText : options.typing}, budget, {name},
                        findings);
  }
  return findings;
}

}  // namespace

const InputCheck::Row& InputCheck::row_of(const Service& service, const Operation& operation) {
  const auto [found, is_new] = rows_.try_emplace(&operation);
  if (is_new) {
    Row& row = found->second;
    const auto all = shapes::find_service(service.name);
    const auto shape = all ? all->find_operation(operation.name) : std::nullopt;
    if (shape) row.input = shape->input();
    row.reads.add(operation.reads);
    row.reads.add(operation.options.ignores);
    row.reads.add(service.read_by_all);
  }
  return found->second;
}

ApiResult<void> InputCheck::operator()(const Service& service, const Operation& operation, const Call& call) {
  const Row& row = row_of(service, operation);
  if (!row.input) return {};
  // Findings refer to what they were found in.
  const json::object headers = is_rest(service.protocol) ? headers_of(*row.input, call) : json::object{};
  ENI_CHECK(check_findings(service, check_shape(service, *row.input, call, headers)));
  std::string name = first_not_read_in(*row.input, call.params.all(), row.reads, naming_of(service.protocol));
  if (name.empty() && is_rest(service.protocol)) name = first_header_not_read(*row.input, call, row.reads);
  if (!name.empty()) return not_read(service, operation, name);
  return {};
}

}  // namespace eni::sandbox
