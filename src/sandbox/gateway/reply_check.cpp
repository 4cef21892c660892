#include "sandbox/gateway/reply_check.h"

#include "base/text.h"
#include "sandbox/gateway/violations.h"

namespace eni::sandbox {
namespace {

using shapes::Finding;
using shapes::Flaw;
using shapes::Kind;
using shapes::Location;
using shapes::Member;
using shapes::Shape;

/// Maps as {"entry": [{"key": …, "value": …}]}, which is how a query reply writes them, as objects; attributes of XML by their names.
json::value plain(const Shape& shape, const json::value& value);

json::value plain_map(const Shape& shape, const json::object& value) {
  json::object out;
  const json::value* entries = eni::find(value, "entry");
  if (!entries || !entries->is_array()) {
    for (const auto& [name, inner] : value) out[name] = plain(shape.value().shape(), inner);
    return out;
  }
  for (const json::value& entry : entries->get_array()) {
    const json::object& pair = entry.as_object();
    out[as_text(pair.at("key"))] = plain(shape.value().shape(), pair.at("value"));
  }
  return out;
}

std::optional<Member> member_named(const Shape& shape, std::string_view wire_name) {
  for (std::size_t at = 0; at < shape.member_count(); ++at)
    if (shape.member(at).wire_name() == wire_name) return shape.member(at);
  return std::nullopt;
}

json::value plain_structure(const Shape& shape, const json::object& value) {
  json::object out;
  for (const auto& [name, inner] : value) {
    std::string_view wire = name;
    if (wire.starts_with("@xmlns")) continue;
    if (wire.starts_with('@')) wire.remove_prefix(1);
    const auto member = member_named(shape, wire);
    out[wire] = member ? plain(member->shape(), inner) : inner;
  }
  return out;
}

json::value plain(const Shape& shape, const json::value& value) {
  if (shape.kind() == Kind::kStructure && value.is_object())
    return plain_structure(shape, value.get_object());
  if (shape.kind() == Kind::kMap && value.is_object()) return plain_map(shape, value.get_object());
  if (shape.kind() != Kind::kList) return value;
  // REST-XML's lists that are not flattened: {"Bucket": […]} in Buckets.
  if (const json::object* wrapped = value.if_object(); wrapped && wrapped->size() == 1)
    return plain(shape, wrapped->begin()->value());
  if (!value.is_array()) return value;
  json::array out;
  for (const json::value& element : value.get_array()) out.push_back(plain(shape.element().shape(), element));
  return out;
}

bool is_json(Protocol protocol) { return protocol == Protocol::kJson11 || protocol == Protocol::kRestJson; }

bool is_in_body(const Member& member) { return member.location() == Location::kBody; }

/// The root of an account is told as a user without name and path, which the model requires.
bool is_root_user(const Finding& finding) {
  return finding.path.size() == 2 && finding.path[0] == shapes::PathStep{"User"};
}

/// Lengths, patterns and enumerations are not looked at: AWS's own answers do not keep to them (a NAT gateway's interface is of the
/// type nat_gateway, an attached internet gateway "available").
bool counts(const Finding& finding, const Shape& output) {
  switch (finding.flaw) {
    case Flaw::kUnknownMember:
    case Flaw::kWrongKind:
      return true;
    case Flaw::kMissing: {
      if (finding.path.size() > 1) return !is_root_user(finding);
      const auto member = member_named(output, std::get<std::string>(finding.path[0]));
      return !member || is_in_body(*member);
    }
    default:
      return false;
  }
}

std::string line_of(const Finding& finding) {
  const std::string path = path_text(finding.path, ".");
  const std::string found = finding.value ? " is " + json::serialize(*finding.value) : "";
  switch (finding.flaw) {
    case Flaw::kUnknownMember:
      return path + ": no member of " + std::string(finding.shape.name()) + '\n';
    case Flaw::kMissing:
      return path + ": is missing\n";
    default:
      return path + found + ", no " + std::string(finding.shape.name()) + '\n';
  }
}

std::string flaws_of(const Service& service, const Shape& shape, const json::value& value) {
  MatchBudget budget{0};  // patterns are not looked at
  const shapes::CheckOptions options{
      shapes::Naming::kWire, is_json(service.protocol) ? shapes::Typing::kTyped : shapes::Typing::kText};
  const json::value body = plain(shape, value);
  std::vector<Finding> findings;
  shapes::check_value(shape, body, options, budget, {}, findings);
  std::string out;
  for (const Finding& finding : findings)
    if (counts(finding, shape)) out += line_of(finding);
  return out;
}

}  // namespace

std::string reply_flaws(const Service& service, const Operation& operation, const Reply& reply) {
  const auto model = shapes::find_service(service.name);
  const auto shape = model ? model->find_operation(operation.name) : std::nullopt;
  if (!shape || reply.is_bytes || !reply.value.is_object()) return {};
  const auto output = shape->output();
  json::object value = reply.value.get_object();
  // EC2 writes it into the answers of many operations; its model has it in few.
  if (service.protocol == Protocol::kEc2 && !(output && output->find_member("Return"))) value.erase("return");
  if (value.empty()) return {};  // nothing to tell: of a function without code signing
  if (!output) return "the operation has no answer\n";
  const auto payload = output->payload();
  const Shape body = payload ? payload->shape() : *output;
  if (service.protocol != Protocol::kRestXml) return flaws_of(service, body, json::value(std::move(value)));
  // One root element; GetBucketLocation's is the member itself.
  const auto& root = *value.begin();
  const auto unwrapped = payload ? std::nullopt : member_named(body, root.key());
  return unwrapped ? std::string{} : flaws_of(service, body, root.value());
}

}  // namespace eni::sandbox
