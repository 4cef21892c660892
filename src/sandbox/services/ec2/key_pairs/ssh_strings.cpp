#include "sandbox/services/ec2/key_pairs/ssh_strings.h"

namespace eni::sandbox::ec2_service {

void append_uint32(std::string& out, std::uint32_t number) {
  for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<char>(number >> shift));
}

void append_string(std::string& out, std::string_view text) {
  append_uint32(out, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}

std::optional<std::string> take_string(std::string_view& bytes) {
  if (bytes.size() < 4) return std::nullopt;
  std::size_t size = 0;
  for (const char byte : bytes.substr(0, 4)) size = size << 8 | static_cast<unsigned char>(byte);
  bytes.remove_prefix(4);
  if (size > bytes.size()) return std::nullopt;
  std::string text{bytes.substr(0, size)};
  bytes.remove_prefix(size);
  return text;
}

}  // namespace eni::sandbox::ec2_service
