#include "sandbox/gateway/input_check.h"

#include <algorithm>

#include "base/excerpt.h"
#include "base/text.h"
#include "sandbox/gateway/violations.h"
#include "sandbox/gateway/xml_body.h"

namespace eni::sandbox {
namespace {

using shapes::False;
using shapes::Flaw;
using shapes::Kind;
using shapes::Location;
using shapes::Member;
using shapes::Naming;
using shapes::Shape;

/// Of a value that a message quotes.
constexpr std::size_t kMaxQuoted = 1024;

bool is_rest(Protocol protocol) { return protocol == Protocol::kRestJson || protocol == Protocol::kRestXml; }

bool is_json(Protocol protocol) { return protocol == Protocol::kJson11 || protocol == Protocol::kRestJson; }

Naming naming_of(Protocol protocol) { return protocol == Protocol::kEc2 ? Naming::kQuery : Naming::kWire; }

/// Whether an operation changes what is there, so that false is a request of its own.
bool changes_what_is_there(std::string_view operation) {
  static constexpr std::string_view kVerbs[] = {"Modify", "Put", "Replace", "Set", "Update"};
  return std::ranges::any_of(kVerbs, [&](std::string_view verb) { return operation.starts_with(verb); });
}

ApiError not_read(const Service& service, const Operation& operation, const std::string& name) {
  const int status = service.unsupported_code == "NotImplemented" ? 501 : 400;
  return {std::string(service.unsupported_code),
          "the sandbox does not support the parameter " + name + " of " + std::string(operation.name),
          status};
}

/// Looks for what the model has, the input asks for, and the row does not read.
class SearchForUnread {
 public:
  SearchForUnread(Protocol protocol, False meaning_of_false)
      : outer_{naming_of(protocol)},
        // What is read from a body of XML has the names of the model.
        inner_{protocol == Protocol::kRestXml ? Naming::kModel : outer_},
        meaning_of_false_{meaning_of_false} {}

  /// The path to the first such member; "" if there is none.
  std::string in_input(const Shape& input, const json::object& value, const MemberPaths& reads) const {
    return in_structure(input, value, reads, outer_);
  }

  std::string in_headers(const Shape& input, const Call& call, const MemberPaths& reads) const {
    for (std::size_t at = 0; at < input.member_count(); ++at) {
      const Member member = input.member(at);
      if (member.location() != Location::kHeader || reads.find(member.wire_name())) continue;
      const json::value value(call.header(to_lower(member.wire_name())));
      if (!asks_for_nothing(value, meaning_of_false_)) return std::string(member.wire_name());
    }
    return {};
  }

 private:
  std::string in_structure(const Shape& structure, const json::object& value, const MemberPaths& reads,
                           Naming naming) const {
    for (std::size_t at = 0; at < structure.member_count(); ++at) {
      const Member member = structure.member(at);
      const std::string_view name = shapes::name_of(member, naming);
      const json::value* inner = eni::find(value, name);
      if (!inner || asks_for_nothing(*inner, meaning_of_false_)) continue;
      const MemberPaths* covered = reads.find(name);
      if (!covered) return std::string(name);
      if (covered->covers_all()) continue;
      if (std::string found = in_value(member.shape(), *inner, *covered); !found.empty())
        return std::string(name) + "." + found;
    }
    return {};
  }

  std::string in_value(const Shape& shape, const json::value& value, const MemberPaths& reads) const {
    if (shape.kind() == Kind::kStructure && value.is_object())
      return in_structure(shape, value.get_object(), reads, inner_);
    if (shape.kind() == Kind::kList && value.is_array()) {
      for (const json::value& element : value.get_array())
        if (std::string found = in_value(shape.element().shape(), element, reads); !found.empty())
          return found;
    }
    if (shape.kind() == Kind::kMap && value.is_object()) {
      for (const auto& entry : value.get_object())
        if (std::string found = in_value(shape.value().shape(), entry.value(), reads); !found.empty())
          return found;
    }
    return {};
  }

  Naming outer_;
  Naming inner_;
  False meaning_of_false_;
};

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

std::string_view expected_by_ec2(Kind kind) {
  switch (kind) {
    case Kind::kBoolean:
      return "The value must be 'true' or 'false'";
    case Kind::kInteger:
    case Kind::kLong:
      return "The value must be an integer";
    case Kind::kFloat:
    case Kind::kDouble:
      return "The value must be a number";
    case Kind::kList:
      return "A list is expected";
    default:
      return "A structure is expected";
  }
}

/// EC2 knows parameters by their whole names: what is in a text is no parameter.
ApiError wrong_kind_in_ec2(const shapes::Finding& finding) {
  std::string name = path_text(finding.path, ".");
  const json::value* value = finding.value;
  while (value->is_structured()) {
    const json::object* object = value->if_object();
    if (value->is_array() ? value->get_array().empty() : object->empty()) break;
    name.append(".").append(object ? std::string_view(object->begin()->key()) : "1");
    value = object ? &object->begin()->value() : &value->get_array().front();
  }
  if (finding.value->is_structured())
    return {"UnknownParameter", "The parameter " + name + " is not recognized", 400};
  return {"InvalidParameterValue",
          "Value (" + excerpt(as_text(*value), kMaxQuoted) + ") for parameter " + name + " is invalid. " +
              std::string(expected_by_ec2(finding.shape.kind())),
          400};
}

/// A text that should have been a number is a violation for the services that list them, and the operation's affair in S3.
bool is_left_to_operation(const Service& service, const shapes::Finding& finding) {
  return !is_json(service.protocol) && finding.value && !finding.value->is_structured() &&
         finding.shape.kind() != Kind::kList && finding.shape.kind() != Kind::kStructure &&
         finding.shape.kind() != Kind::kMap;
}

ApiResult<void> check_findings(const Service& service, const std::vector<shapes::Finding>& findings) {
  std::vector<shapes::Finding> violations;
  std::optional<ApiError> own;
  for (const shapes::Finding& finding : findings) {
    if (finding.flaw == Flaw::kWrongKind && service.protocol == Protocol::kEc2)
      return wrong_kind_in_ec2(finding);
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

/// The member that S3 has as a document in the body, or nothing.
std::optional<Member> xml_payload(const Service& service, const Shape& input) {
  if (service.protocol != Protocol::kRestXml) return std::nullopt;
  const auto payload = input.payload();
  return payload && payload->shape().kind() == Kind::kStructure ? payload : std::nullopt;
}

/// S3 has one word for all that its schema does not have. Lengths, ranges and enumerations are its operations' affair.
bool is_malformed(const shapes::Finding& finding) {
  return finding.flaw == Flaw::kWrongKind || finding.flaw == Flaw::kMissing ||
         finding.flaw == Flaw::kUnknownMember;
}

/// Makes the body a parameter, unless another service has given it as one, and holds it to the model.
ApiResult<void> read_xml_payload(const Member& payload, Call& call) {
  const std::string name(payload.wire_name());
  if (!call.params.has(name) && !call.body.empty()) {
    auto document = read_xml_body(call.body, payload);
    if (!document) return ApiError{"MalformedInput", "The body is no document " + name, 400};
    json::object all = call.params.all();
    all[name] = *std::move(document);
    call.params = Params{std::move(all)};
  }
  const json::value* document = call.params.find(name);
  if (!document) return {};
  MatchBudget budget;
  std::vector<shapes::Finding> findings;
  shapes::check_value(payload.shape(), *document, {Naming::kModel, shapes::Typing::kText}, budget, {name},
                      findings);
  const auto flaw = std::ranges::find_if(findings, is_malformed);
  if (flaw == findings.end()) return {};
  return ApiError{"MalformedInput", "The document is malformed at " + path_text(flaw->path, "."), 400};
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
    if (changes_what_is_there(operation.name)) row.meaning_of_false = False::kAsks;
  }
  return found->second;
}

ApiResult<void> InputCheck::check_form(const Service& service, const Operation& operation, const Call& call) {
  const Row& row = row_of(service, operation);
  if (!row.input) return {};
  // Findings refer to what they were found in.
  const json::object headers = is_rest(service.protocol) ? headers_of(*row.input, call) : json::object{};
  return check_findings(service, check_shape(service, *row.input, call, headers));
}

ApiResult<void> InputCheck::check_support(const Service& service, const Operation& operation, Call& call) {
  const Row& row = row_of(service, operation);
  if (!row.input) return {};
  if (const auto payload = xml_payload(service, *row.input)) ENI_CHECK(read_xml_payload(*payload, call));
  const SearchForUnread search{service.protocol, row.meaning_of_false};
  std::string name = search.in_input(*row.input, call.params.all(), row.reads);
  if (name.empty() && is_rest(service.protocol)) name = search.in_headers(*row.input, call, row.reads);
  if (!name.empty()) return not_read(service, operation, name);
  return {};
}

ApiResult<void> InputCheck::check_members(const Service& service, const Operation& operation,
                                          const json::object& params) {
  const Row& row = row_of(service, operation);
  if (!row.input) return {};
  const SearchForUnread search{service.protocol, row.meaning_of_false};
  const std::string name = search.in_input(*row.input, params, row.reads);
  if (!name.empty()) return not_read(service, operation, name);
  return {};
}

std::string InputCheck::unlisted_read(const Service& service, const Operation& operation,
                                      const std::set<std::string>& names) {
  const Row& row = row_of(service, operation);
  if (!row.input) return {};
  for (std::size_t at = 0; at < row.input->member_count(); ++at) {
    const std::string name(shapes::name_of(row.input->member(at), naming_of(service.protocol)));
    if (names.contains(name) && !row.reads.find(name)) return name;
  }
  return {};
}

}  // namespace eni::sandbox
