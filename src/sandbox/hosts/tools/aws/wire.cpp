#include "sandbox/hosts/tools/aws/wire.h"

#include <cmath>

#include "base/text.h"
#include "base/time_text.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

using shapes::Kind;
using shapes::Location;
using shapes::Member;
using shapes::Shape;
using shapes::WireProtocol;

std::string request_name(WireProtocol protocol, const Member& member) {
  return std::string(protocol == WireProtocol::kEc2 ? member.query_name() : member.wire_name());
}

/// A timestamp as requests carry it: seconds for JSON, text for all others.
json::value timestamp_to_wire(WireProtocol protocol, const json::value& value) {
  if (!value.is_string() || (protocol != WireProtocol::kJson && protocol != WireProtocol::kRestJson))
    return value;
  if (const auto time = parse_iso8601(value.get_string())) return epoch_seconds(*time);
  const auto number = parse_json(value.get_string());
  return number && number->is_number() ? *number : value;
}

json::value value_to_wire(WireProtocol protocol, const Shape& shape, const json::value& value);

json::object structure_to_wire(WireProtocol protocol, const Shape& shape, const json::object& value) {
  json::object out;
  for (const auto& [name, inner] : value)
    if (const auto member = shape.find_member(name))
      out[request_name(protocol, *member)] = value_to_wire(protocol, member->shape(), inner);
  return out;
}

json::value map_to_wire(WireProtocol protocol, const Shape& shape, const json::object& value) {
  json::object out;
  json::array entries;
  for (const auto& [name, inner] : value) {
    json::value entry = value_to_wire(protocol, shape.value().shape(), inner);
    if (protocol == WireProtocol::kQuery)
      entries.push_back(json::object{{"key", name}, {"value", entry}});
    else
      out[name] = std::move(entry);
  }
  if (protocol == WireProtocol::kQuery) out["entry"] = std::move(entries);
  return out;
}

json::value value_to_wire(WireProtocol protocol, const Shape& shape, const json::value& value) {
  if (shape.kind() == Kind::kStructure && value.is_object())
    return structure_to_wire(protocol, shape, value.get_object());
  if (shape.kind() == Kind::kMap && value.is_object())
    return map_to_wire(protocol, shape, value.get_object());
  if (shape.kind() == Kind::kTimestamp) return timestamp_to_wire(protocol, value);
  if (shape.kind() != Kind::kList || !value.is_array()) return value;
  json::array out;
  for (const json::value& entry : value.get_array())
    out.push_back(value_to_wire(protocol, shape.element().shape(), entry));
  return out;
}

bool is_rest(WireProtocol protocol) {
  return protocol == WireProtocol::kRestJson || protocol == WireProtocol::kRestXml;
}

CliError not_carried(const shapes::OperationShape& operation, std::string_view member) {
  return {Failure::kGeneral, "the sandbox's hosts do not carry out " + std::string(operation.name()) +
                                 " with " + std::string(member)};
}

CliResult<void> add_rest(const shapes::OperationShape& operation, WireProtocol protocol, const Member& member,
                         const json::value& value, WireInput& out) {
  if (member.location() == Location::kHeader || member.location() == Location::kHeaders)
    return not_carried(operation, member.name());
  const auto payload = operation.input()->payload();
  const bool is_payload = payload && payload->name() == member.name();
  if (is_payload && member.shape().kind() == Kind::kBlob) {
    out.body = base64_decode(as_text(value)).value_or(as_text(value));
    return {};
  }
  const bool is_xml_body = protocol == WireProtocol::kRestXml && member.location() == Location::kBody;
  if (is_xml_body) return not_carried(operation, member.name());
  out.params[request_name(protocol, member)] = value_to_wire(protocol, member.shape(), value);
  return {};
}

// ---- answers ---------------------------------------------------------------------------------------------------

std::string shown_time(TimePoint time) {
  const auto millis = epoch_millis(time) % 1000;
  std::string text = iso8601(time);
  text.pop_back();
  if (millis != 0) text += "." + std::to_string(1000 + millis).substr(1) + "000";
  return text + "+00:00";
}

std::optional<TimePoint> time_of(const json::value& value) {
  if (value.is_number()) {
    const double seconds = value.to_number<double>();
    return TimePoint{
        std::chrono::duration_cast<Duration>(std::chrono::milliseconds{std::llround(seconds * 1000)})};
  }
  return value.is_string() ? parse_iso8601(value.get_string()) : std::nullopt;
}

/// Version 1 prints what the service sent, version 2 ISO 8601.
json::value timestamp_from_wire(CliVersion version, const json::value& value) {
  if (version == CliVersion::kV1) return value;
  const auto time = time_of(value);
  return time ? json::value(shown_time(*time)) : value;
}

class AnswerReader {
 public:
  AnswerReader(CliVersion version, WireProtocol protocol) : version_{version}, protocol_{protocol} {}

  json::object structure(const Shape& shape, const json::object& value) const {
    json::object out;
    for (std::size_t at = 0; at < shape.member_count(); ++at) {
      const Member member = shape.member(at);
      if (member.location() != Location::kBody) continue;
      const json::value* inner = find(value, answer_name(member));
      if (inner && !inner->is_null()) out[member.name()] = read(member.shape(), *inner);
    }
    return out;
  }

  json::value read(const Shape& shape, const json::value& value) const {
    switch (shape.kind()) {
      case Kind::kStructure:
        return value.is_object() ? json::value(structure(shape, value.get_object()))
                                 : json::value(json::object{});
      case Kind::kList:
        return list(shape, value);
      case Kind::kMap:
        return map(shape, value);
      case Kind::kTimestamp:
        return timestamp_from_wire(version_, value);
      case Kind::kBoolean:
        return value.is_string() ? json::value(iequals(value.get_string(), "true")) : value;
      case Kind::kInteger:
      case Kind::kLong:
      case Kind::kFloat:
      case Kind::kDouble:
        return number(value);
      default:
        return value.is_string() || value.is_object() ? value : json::value(json::serialize(value));
    }
  }

 private:
  /// Lists without an element around them are called by their elements' name.
  std::string_view answer_name(const Member& member) const {
    const Shape shape = member.shape();
    const bool is_bare = shape.kind() == Kind::kList && shape.is_flattened() && !member.has_wire_name();
    if (protocol_ == WireProtocol::kRestXml && is_bare && shape.element().has_wire_name())
      return shape.element().wire_name();
    return member.wire_name();
  }

  json::value list(const Shape& shape, const json::value& value) const {
    json::array out;
    if (!value.is_array()) return out;
    for (const json::value& entry : value.get_array()) out.push_back(read(shape.element().shape(), entry));
    return out;
  }

  json::value map(const Shape& shape, const json::value& value) const {
    json::object out;
    const json::value* entries = find(value, "entry");
    if (entries && entries->is_array() && protocol_ == WireProtocol::kQuery) {
      for (const json::value& entry : entries->get_array()) {
        const json::value* inner = find(entry, "value");
        const json::value* key = find(entry, "key");
        if (key && inner) out[as_text(*key)] = read(shape.value().shape(), *inner);
      }
    } else if (value.is_object()) {
      for (const auto& [name, inner] : value.get_object()) out[name] = read(shape.value().shape(), inner);
    }
    return out;
  }

  static json::value number(const json::value& value) {
    if (!value.is_string()) return value;
    const auto parsed = parse_json(value.get_string());
    return parsed && parsed->is_number() ? *parsed : value;
  }

  CliVersion version_;
  WireProtocol protocol_;
};

std::string_view header_of(const Reply& reply, std::string_view name) {
  for (const auto& [key, value] : reply.headers)
    if (iequals(key, name)) return value;
  return {};
}

void add_headers(const AnswerReader& reader, const Shape& shape, const Reply& reply, json::object& out) {
  for (std::size_t at = 0; at < shape.member_count(); ++at) {
    const Member member = shape.member(at);
    if (member.location() == Location::kStatusCode) out[member.name()] = reply.status;
    if (member.location() != Location::kHeader) continue;
    const std::string_view value = header_of(reply, member.wire_name());
    if (!value.empty()) out[member.name()] = reader.read(member.shape(), json::value(value));
  }
}

/// REST-XML's answers have one root.
const json::object& body_of(WireProtocol protocol, const json::value& value) {
  static const json::object kNone;
  const json::object* body = value.if_object();
  if (!body) return kNone;
  if (protocol != WireProtocol::kRestXml || body->size() != 1) return *body;
  const json::object* root = body->begin()->value().if_object();
  return root ? *root : *body;
}

}  // namespace

CliResult<WireInput> to_wire(const shapes::ServiceShapes& service, const shapes::OperationShape& operation,
                             const json::object& params) {
  WireInput out;
  const auto input = operation.input();
  if (!input) return out;
  const WireProtocol protocol = service.protocol();
  if (!is_rest(protocol)) {
    out.params = structure_to_wire(protocol, *input, params);
    return out;
  }
  for (const auto& [name, value] : params)
    if (const auto member = input->find_member(name))
      ENI_CHECK(add_rest(operation, protocol, *member, value, out));
  return out;
}

json::object from_wire(CliVersion version, const shapes::ServiceShapes& service,
                       const shapes::OperationShape& operation, const Reply& reply) {
  const auto output = operation.output();
  if (!output) return {};
  const AnswerReader reader{version, service.protocol()};
  const json::object& body = body_of(service.protocol(), reply.value);
  json::object out;
  const auto payload = output->payload();
  if (!payload) {
    if (!reply.is_bytes) out = reader.structure(*output, body);
  } else if (payload->shape().kind() == Kind::kStructure) {
    out[payload->name()] = reader.structure(payload->shape(), body);
  } else if (payload->shape().kind() == Kind::kString && reply.is_bytes) {
    out[payload->name()] = reply.bytes;
  }
  add_headers(reader, *output, reply, out);
  return out;
}

}  // namespace eni::sandbox::hosts::tools::aws_cli
