#include "eni_trunking/image/tar_header.h"

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace eni::command {
namespace {

constexpr std::size_t kNameSize = 100;
constexpr std::uint64_t kMaxOctalSize = 077777777777;  ///< 8 GiB - 1
constexpr char kPax = 'x';

/// A field of octal digits with a zero byte behind them.
void put_octal(std::string& block, std::size_t at, std::size_t size, std::uint64_t value) {
  for (std::size_t k = size - 1; k-- > 0; value >>= 3) block[at + k] = static_cast<char>('0' + (value & 7));
}

void put(std::string& block, std::size_t at, std::string_view text) { block.replace(at, text.size(), text); }

std::string block_of(char type, std::string_view name, std::uint64_t bytes, unsigned mode) {
  std::string block(kTarBlock, '\0');
  put(block, 0, name.substr(0, kNameSize));
  put_octal(block, 100, 8, mode);
  put_octal(block, 108, 8, 0);                                // user
  put_octal(block, 116, 8, 0);                                // group
  put_octal(block, 124, 12, std::min(bytes, kMaxOctalSize));  // beyond that the pax header says it
  put_octal(block, 136, 12, 0);                               // time
  put(block, 148, "        ");                                // the checksum counts as spaces
  block[156] = type;
  put(block, 257,
      std::string_view{"ustar\0"
                       "00",
                       8});
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  put_octal(block, 148, 7, sum);
  block[155] = ' ';
  return block;
}

/// "LENGTH KEY=VALUE\n", whose length counts its own digits.
std::string pax_record(std::string_view key, std::string_view value) {
  const std::size_t rest = key.size() + value.size() + 3;
  std::size_t length = rest + 1;
  while (std::to_string(length).size() + rest != length) length = std::to_string(length).size() + rest;
  return std::to_string(length) + " " + std::string(key) + "=" + std::string(value) + "\n";
}

}  // namespace

std::string tar_padding(std::uint64_t bytes) {
  return std::string(static_cast<std::size_t>((kTarBlock - bytes % kTarBlock) % kTarBlock), '\0');
}

std::string tar_end() { return std::string(2 * kTarBlock, '\0'); }

std::string tar_header(TarEntry entry, const std::string& name, std::uint64_t bytes) {
  const bool is_folder = entry == TarEntry::kFolder;
  const std::string full = is_folder ? name + "/" : name;
  std::string records;
  if (full.size() > kNameSize) records += pax_record("path", full);
  if (bytes > kMaxOctalSize) records += pax_record("size", std::to_string(bytes));
  std::string out;
  if (!records.empty())
    out = block_of(kPax, "pax-header", records.size(), 0644) + records + tar_padding(records.size());
  const unsigned mode = entry == TarEntry::kFile ? 0644 : 0755;
  return out + block_of(is_folder ? '5' : '0', full, bytes, mode);
}

}  // namespace eni::command
