#include "sandbox/services/s3/checksum.h"

#include <array>
#include <cstdint>

#include "base/hash.h"
#include "base/text.h"
#include "sandbox/services/s3/errors.h"

namespace eni::sandbox::s3_service {
namespace {

/// Reflected CRCs with all bits set at the start and inverted at the end, a byte at a time.
template <class Word, Word kPolynomial>
std::string reflected_crc(std::string_view bytes) {
  static const auto table = [] {
    std::array<Word, 256> rows{};
    for (std::size_t i = 0; i < rows.size(); ++i) {
      Word value = static_cast<Word>(i);
      for (int bit = 0; bit < 8; ++bit)
        value = static_cast<Word>((value >> 1) ^ ((value & 1) != 0 ? kPolynomial : Word{0}));
      rows[i] = value;
    }
    return rows;
  }();
  Word crc = static_cast<Word>(~Word{0});
  for (const char c : bytes)
    crc = static_cast<Word>(table[(crc ^ static_cast<unsigned char>(c)) & 0xFF] ^ (crc >> 8));
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
