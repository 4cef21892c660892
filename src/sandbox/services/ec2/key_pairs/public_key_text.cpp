#include "sandbox/services/ec2/key_pairs/public_key_text.h"

#include <vector>

#include "base/text.h"
#include "sandbox/services/ec2/key_pairs/ssh_strings.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::string_view kBegin = "---- BEGIN SSH2 PUBLIC KEY ----";
constexpr std::string_view kEnd = "---- END SSH2 PUBLIC KEY ----";

/// "ssh-rsa AAAA… comment": the key names its type once more.
std::optional<std::string> openssh_blob(std::string_view text) {
  const auto words = split(text, ' ');
  if (words.size() < 2) return std::nullopt;
  auto blob = base64_decode(words[1]);
  if (!blob) return std::nullopt;
  std::string_view rest{*blob};
  return take_string(rest) == words[0] ? std::move(blob) : std::nullopt;
}

/// Headers are lines with a colon; one that ends with a backslash goes on in the next line.
std::optional<std::string> rfc4716_blob(std::string_view text) {
  std::string body;
  bool in_header = false;
  bool is_ended = false;
  for (const auto& raw : split(text.substr(kBegin.size()), '\n')) {
    const std::string_view line = trim(raw);
    if (line == kEnd) {
      is_ended = true;
      break;
    }
    if (in_header || line.find(':') != std::string_view::npos) {
      in_header = line.ends_with('\\');
    } else {
      body.append(line);
    }
  }
  return is_ended && !body.empty() ? base64_decode(body) : std::nullopt;
}

}  // namespace

std::optional<std::string> public_key_blob(std::string_view text) {
  const std::string_view trimmed = trim(text);
  return trimmed.starts_with(kBegin) ? rfc4716_blob(trimmed) : openssh_blob(trimmed);
}

}  // namespace eni::sandbox::ec2_service
