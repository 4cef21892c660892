#include "sandbox/services/s3/bucket_name.h"

#include "base/text.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr std::string_view kReservedPrefixes[] = {"xn--", "sthree-", "amzn-s3-demo-"};
constexpr std::string_view kReservedSuffixes[] = {"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"};

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool looks_like_an_address(std::string_view name) {
  const auto pieces = split(name, '.');
  return pieces.size() == 4 && std::all_of(pieces.begin(), pieces.end(), [](const std::string& piece) {
           return !piece.empty() && piece.find_first_not_of("0123456789") == std::string::npos;
         });
}

}  // namespace

bool is_bucket_name(std::string_view name) {
  if (name.size() < 3 || name.size() > 63) return false;
  if (!is_letter_or_digit(name.front()) || !is_letter_or_digit(name.back())) return false;
  for (const char c : name)
    if (!is_letter_or_digit(c) && c != '.' && c != '-') return false;
  if (name.find("..") != std::string_view::npos || looks_like_an_address(name)) return false;
  for (const auto prefix : kReservedPrefixes)
    if (name.starts_with(prefix)) return false;
  for (const auto suffix : kReservedSuffixes)
    if (name.ends_with(suffix)) return false;
  return true;
}

}  // namespace eni::sandbox::s3_service
