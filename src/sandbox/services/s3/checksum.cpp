#include "sandbox/services/s3/checksum.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/hash.h"
#include "base/text.h"
#include "sandbox/services/s3/errors.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr std::size_t kSlice = 8;

/// What a byte does to a CRC that has gone on by 0, 1 … 7 bytes since.
template <class Word>
using CrcTables = std::array<std::array<Word, 256>, kSlice>;

template <class Word, Word kPolynomial>
CrcTables<Word> crc_tables() {
  CrcTables<Word> tables{};
  for (std::size_t i = 0; i < 256; ++i) {
    Word value = static_cast<Word>(i);
    for (int bit = 0; bit < 8; ++bit)
      value = static_cast<Word>((value >> 1) ^ ((value & 1) != 0 ? kPolynomial : Word{0}));
    tables[0][i] = value;
  }
  for (std::size_t on = 1; on < kSlice; ++on) {
    for (std::size_t i = 0; i < 256; ++i) {
      const Word before = tables[on - 1][i];
      tables[on][i] = static_cast<Word>(tables[0][before & 0xFF] ^ (before >> 8));
    }
  }
  return tables;
}

std::uint64_t little_endian(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return std::endian::native == std::endian::little ? word : __builtin_bswap64(word);
}

/// Written out for each of the bytes: a loop here would take most of the time.
template <class Word, std::size_t... kAt>
Word crc_of_slice(const CrcTables<Word>& tables, std::uint64_t word, std::index_sequence<kAt...>) {
  return static_cast<Word>((tables[kSlice - 1 - kAt][(word >> (8 * kAt)) & 0xFF] ^ ...));
}

/// Reflected CRCs with all bits set at the start and inverted at the end. Eight bytes at a time ("slicing by 8"): everybody waits
/// while the CRC of a large object is computed.
template <class Word, Word kPolynomial>
std::string reflected_crc(std::string_view bytes) {
  static const CrcTables<Word> tables = crc_tables<Word, kPolynomial>();
  Word crc = static_cast<Word>(~Word{0});
  for (; bytes.size() >= kSlice; bytes.remove_prefix(kSlice)) {
    const std::uint64_t word = little_endian(bytes.data()) ^ crc;
    crc = crc_of_slice(tables, word, std::make_index_sequence<kSlice>{});
  }
  for (const char c : bytes)
    crc = static_cast<Word>(tables[0][(crc ^ static_cast<unsigned char>(c)) & 0xFF] ^ (crc >> 8));
  crc = static_cast<Word>(~crc);
  std::string raw;
  for (int shift = static_cast<int>(sizeof(Word)) * 8 - 8; shift >= 0; shift -= 8)
    raw += static_cast<char>((crc >> shift) & 0xFF);
  return raw;
}

}  // namespace

std::optional<std::string> checksum(std::string_view name, std::string_view bytes) {
  if (name == "crc32") return reflected_crc<std::uint32_t, 0xEDB88320U>(bytes);
  if (name == "crc32c") return reflected_crc<std::uint32_t, 0x82F63B78U>(bytes);
  if (name == "crc64nvme") return reflected_crc<std::uint64_t, 0x9A6C9329AC4BC9B5ULL>(bytes);
  if (name == "sha1") return sha1(bytes);
  if (name == "sha256") return sha256(bytes);
  return std::nullopt;
}

aws::ApiResult<void> check_checksum(std::string_view name, std::string_view value, std::string_view bytes) {
  const auto computed = checksum(name, bytes);
  const auto given = base64_decode(value);
  if (!computed || !given || given->size() != computed->size())
    return invalid_request("Value for x-amz-checksum-" + std::string{name} + " header is invalid.");
  if (*given != *computed)
    return bad_digest("The " + to_upper(name) + " you specified did not match the calculated checksum.");
  return {};
}

aws::ApiResult<void> check_content_md5(std::string_view value, std::string_view bytes) {
  if (value.empty()) return {};
  const auto given = base64_decode(value);
  if (!given || given->size() != 16)
    return ApiError{"InvalidDigest", "The Content-MD5 you specified was invalid.", 400};
  if (*given != md5(bytes))
    return bad_digest("The Content-MD5 you specified did not match what we received.");
  return {};
}

}  // namespace eni::sandbox::s3_service
