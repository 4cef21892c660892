#include "base/excerpt.h"

namespace eni {
namespace {

bool continues_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

std::string excerpt(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  std::size_t end = max_bytes;
  while (end > 0 && continues_code_point(text[end])) --end;
  return std::string(text.substr(0, end)) + "...";
}

}  // namespace eni
