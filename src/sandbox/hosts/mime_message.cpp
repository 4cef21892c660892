#include "sandbox/hosts/mime_message.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace eni::sandbox::hosts {
namespace {

constexpr int kMaxNesting = 16;

struct Entity {
  std::map<std::string, std::string> headers;
  std::string_view body;

  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string{} : found->second;
  }
};

/// With its end of line, which `text` loses, too.
std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, std::min(end + 1, text.size()));
  text.remove_prefix(line.size());
  return line;
}

std::string_view without_end(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool is_header_name(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

/// Up to the first empty line, or the first that is no header: the body begins with that one.
Entity read_entity(std::string_view text) {
  Entity entity;
  std::string last;
  while (!text.empty()) {
    std::string_view rest = text;
    const std::string_view line = without_end(take_line(rest));
    if (line.empty()) {
      text = rest;
      break;
    }
    const auto colon = line.find(':');
    if (line[0] == ' ' || line[0] == '\t') {
      if (!last.empty()) entity.headers[last].append(" ").append(trim(line));
    } else if (colon != std::string_view::npos && is_header_name(line.substr(0, colon))) {
      last = to_lower(line.substr(0, colon));
      entity.headers.emplace(last, trim(line.substr(colon + 1)));
    } else if (!line.starts_with("From ")) {
      break;
    }
    text = rest;
  }
  entity.body = text;
  return entity;
}

std::string type_of(const Entity& entity) {
  const std::string type = to_lower(trim(split(entity.header("content-type"), ';').front()));
  return std::count(type.begin(), type.end(), '/') == 1 ? type : "text/plain";
}

/// The value of a parameter of a header: `boundary` of "multipart/mixed; boundary=\"b\"".
std::string parameter(const std::string& header, std::string_view name) {
  std::size_t at = header.find(';');
  while (at != std::string::npos && at < header.size()) {
    ++at;
    const std::size_t sign = header.find_first_of("=;", at);
    if (sign == std::string::npos || header[sign] == ';') {
      at = sign;
      continue;
    }
    const bool is_wanted = iequals(trim(std::string_view{header}.substr(at, sign - at)), name);
    std::size_t begin = std::min(header.find_first_not_of(" \t", sign + 1), header.size());
    const bool is_quoted = begin < header.size() && header[begin] == '"';
    if (is_quoted) ++begin;
    const std::size_t end = std::min(header.find(is_quoted ? '"' : ';', begin), header.size());
    if (is_wanted) return std::string(trim(std::string_view{header}.substr(begin, end - begin)));
    at = header.find(';', end);
  }
  return {};
}

std::string file_name_of(const Entity& entity) {
  const std::string name = parameter(entity.header("content-disposition"), "filename");
  return name.empty() ? parameter(entity.header("content-type"), "name") : name;
}

/// As Python decodes it: what is no digit of base64 is passed over.
std::string decode_base64(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    const bool is_digit = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '/';
    if (is_digit) digits.push_back(c);
  }
  digits.append((4 - digits.size() % 4) % 4, '=');
  return base64_decode(digits).value_or(std::string(text));
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode_quoted_printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view whole = take_line(text);
    std::string_view line = whole;
    while (!line.empty() && std::string_view{" \t\r\n"}.find(line.back()) != std::string_view::npos)
      line.remove_suffix(1);
    const bool is_continued = line.ends_with('=');
    if (is_continued) line.remove_suffix(1);
    for (std::size_t at = 0; at < line.size(); ++at) {
      const bool is_escape = line[at] == '=' && at + 2 < line.size() && hex_value(line[at + 1]) >= 0 &&
                             hex_value(line[at + 2]) >= 0;
      if (is_escape) {
        out.push_back(static_cast<char>(hex_value(line[at + 1]) * 16 + hex_value(line[at + 2])));
        at += 2;
      } else {
        out.push_back(line[at]);
      }
    }
    if (!is_continued && whole.ends_with('\n')) out.push_back('\n');
  }
  return out;
}

Result<std::string> decoded(const Entity& entity) {
  const std::string encoding = to_lower(trim(entity.header("content-transfer-encoding")));
  if (encoding == "base64") return decode_base64(entity.body);
  if (encoding == "quoted-printable") return decode_quoted_printable(entity.body);
  if (encoding.find("uue") != std::string::npos || encoding == "x-uu")
    return Error{"a part in Content-Transfer-Encoding " + encoding, {}};
  return std::string(entity.body);
}

/// The pieces between the borders. The end of line before a border belongs to the border.
std::vector<std::string_view> pieces(std::string_view body, const std::string& boundary) {
  const std::string border = "--" + boundary;
  std::vector<std::string_view> out;
  const char* begin = nullptr;
  const auto close = [&](const char* end) {
    if (begin) out.emplace_back(begin, static_cast<std::size_t>(end - begin));
  };
  while (!body.empty()) {
    const std::string_view line = take_line(body);
    std::string_view rest = without_end(line);
    if (!rest.starts_with(border)) continue;
    rest.remove_prefix(border.size());
    const bool is_last = rest.starts_with("--");
    if (is_last) rest.remove_prefix(2);
    if (rest.find_first_not_of(" \t") != std::string_view::npos) continue;
    close(line.data());
    if (begin) out.back() = without_end(out.back());
    begin = is_last ? nullptr : line.data() + line.size();
    if (is_last) return out;
  }
  close(body.data() + body.size());
  return out;
}

Result<void> add_parts(std::string_view text, int depth, std::vector<MimePart>& parts) {
  if (depth > kMaxNesting) return Error{"a MIME message nested too deep", {}};
  const Entity entity = read_entity(text);
  const std::string type = type_of(entity);
  if (type.starts_with("message/")) return Error{"a part of the type " + type, {}};
  if (!type.starts_with("multipart/")) {
    ENI_TRY(std::string body, decoded(entity));
    parts.push_back({type, file_name_of(entity), std::move(body), entity.headers});
    return {};
  }
  const std::string boundary = parameter(entity.header("content-type"), "boundary");
  if (boundary.empty()) return {};
  for (const std::string_view piece : pieces(entity.body, boundary))
    ENI_CHECK(add_parts(piece, depth + 1, parts));
  return {};
}

}  // namespace

bool is_mime_message(std::string_view text) {
  return to_lower(text.substr(0, 4096)).find("mime-version:") != std::string::npos;
}

Result<std::vector<MimePart>> read_mime_message(std::string_view text) {
  std::vector<MimePart> parts;
  ENI_CHECK(add_parts(text, 0, parts));
  return parts;
}

}  // namespace eni::sandbox::hosts
