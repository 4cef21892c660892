#include "sandbox/hosts/mime_message.h"

#include <map>

#include "base/text.h"

namespace eni::sandbox::hosts {
namespace {

struct Entity {
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string_view body;

  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string{} : found->second;
  }
};

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// Headers up to the first empty line; a line that begins with a blank goes on with the one before.
Entity read_entity(std::string_view text) {
  Entity entity;
  std::string last;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.empty()) break;
    const auto colon = line.find(':');
    if ((line[0] == ' ' || line[0] == '\t') && !last.empty()) {
      entity.headers[last].append(" ").append(trim(line));
    } else if (colon != std::string_view::npos) {
      last = to_lower(line.substr(0, colon));
      entity.headers[last] = std::string(trim(line.substr(colon + 1)));
    }
  }
  entity.body = text;
  return entity;
}

std::string type_of(const Entity& entity) {
  return to_lower(trim(split(entity.header("content-type"), ';').front()));
}

std::string boundary_of(const Entity& entity) {
  const std::string header = entity.header("content-type");
  const auto at = to_lower(header).find("boundary=");
  if (at == std::string::npos) return {};
  std::string_view value = std::string_view{header}.substr(at + 9);
  if (value.starts_with('"')) return std::string(value.substr(1, value.find('"', 1) - 1));
  return std::string(trim(value.substr(0, value.find(';'))));
}

std::string decoded(const Entity& entity) {
  if (iequals(entity.header("content-transfer-encoding"), "base64"))
    return base64_decode(entity.body).value_or(std::string(entity.body));
  return std::string(entity.body);
}

std::vector<std::string> pieces(std::string_view body, const std::string& boundary) {
  const std::string border = "--" + boundary;
  std::vector<std::string> out;
  bool inside = false;
  while (!body.empty()) {
    const std::string_view line = take_line(body);
    if (line == border + "--") break;
    if (line == border) {
      inside = true;
      out.emplace_back();
    } else if (inside) {
      out.back().append(line).push_back('\n');
    }
  }
  return out;
}

}  // namespace

bool is_mime_message(std::string_view text) {
  const std::string start = to_lower(text.substr(0, 4096));
  return start.starts_with("content-type: multipart/") ||
         (start.starts_with("mime-version:") &&
          start.find("content-type: multipart/") != std::string::npos) ||
         (start.starts_with("from ") && start.find("\ncontent-type: multipart/") != std::string::npos);
}

std::optional<std::vector<MimePart>> read_mime_message(std::string_view text) {
  const Entity message = read_entity(text);
  const std::string boundary = boundary_of(message);
  if (boundary.empty()) return std::nullopt;
  std::vector<MimePart> parts;
  for (const std::string& piece : pieces(message.body, boundary)) {
    const Entity part = read_entity(piece);
    if (type_of(part).starts_with("multipart/")) {
      auto nested = read_mime_message(piece);
      if (!nested) continue;
      for (MimePart& inner : *nested) parts.push_back(std::move(inner));
    } else {
      parts.push_back({type_of(part), decoded(part)});
    }
  }
  return parts;
}

}  // namespace eni::sandbox::hosts
