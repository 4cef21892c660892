#include "sandbox/services/cloudformation/resources/inline_code.h"

#include <array>
#include <cstdint>

namespace eni::sandbox::cloudformation {
namespace {

std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1) ? 0xEDB88320U ^ (value >> 1) : value >> 1;
    table[i] = value;
  }
  return table;
}

std::uint32_t crc32(std::string_view bytes) {
  static const std::array<std::uint32_t, 256> table = crc_table();
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char byte : bytes) crc = table[(crc ^ static_cast<unsigned char>(byte)) & 0xFF] ^ (crc >> 8);
  return crc ^ 0xFFFFFFFFU;
}

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xFF));
}

/// The fields that the local header and the central directory share: version 2.0, UTF-8 names, stored,
/// 1980-01-01 00:00.
void put_common(std::string& out, std::string_view name, std::string_view content) {
  constexpr std::uint64_t kFirstDosDate = (1 << 5) | 1;
  put(out, 20, 2);
  put(out, 0x0800, 2);
  put(out, 0, 2);
  put(out, 0, 2);
  put(out, kFirstDosDate, 2);
  put(out, crc32(content), 4);
  put(out, content.size(), 4);
  put(out, content.size(), 4);
  put(out, name.size(), 2);
  put(out, 0, 2);
}

}  // namespace

std::string_view inline_file_name(std::string_view runtime) {
  if (runtime.starts_with("nodejs")) return "index.js";
  if (runtime.starts_with("python")) return "index.py";
  return {};
}

std::string zip_of(std::string_view file_name, std::string_view content) {
  constexpr std::uint64_t kRegularFile0644 = 0100644ULL << 16;
  std::string zip;
  put(zip, 0x04034B50, 4);
  put_common(zip, file_name, content);
  zip.append(file_name).append(content);
  const std::size_t directory = zip.size();
  put(zip, 0x02014B50, 4);
  put(zip, (3 << 8) | 20, 2);  // made on Unix, so that the mode below counts
  put_common(zip, file_name, content);
  put(zip, 0, 2);  // comment
  put(zip, 0, 2);  // disk
  put(zip, 0, 2);  // internal attributes
  put(zip, kRegularFile0644, 4);
  put(zip, 0, 4);  // offset of the local header
  zip.append(file_name);
  const std::size_t directory_size = zip.size() - directory;
  put(zip, 0x06054B50, 4);
  put(zip, 0, 4);
  put(zip, 1, 2);
  put(zip, 1, 2);
  put(zip, directory_size, 4);
  put(zip, directory, 4);
  put(zip, 0, 2);
  return zip;
}

}  // namespace eni::sandbox::cloudformation
