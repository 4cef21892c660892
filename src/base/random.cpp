#include "base/random.h"

#include <cstring>
#include <stdexcept>
#include <sys/random.h>
#include <utility>

namespace eni {

std::string Random::text(std::size_t length, std::string_view alphabet) {
  std::string out(length, ' ');
  for (char& c : out) c = alphabet[next() % alphabet.size()];
  return out;
}

std::string Random::uuid() {
  static constexpr std::array<std::size_t, 16> kByteAt{0,  2,  4,  6,  9,  11, 14, 16,
                                                       19, 21, 24, 26, 28, 30, 32, 34};
  std::string out(36, '-');
  std::uint64_t bits = next();
  for (std::size_t i = 0; i < kByteAt.size(); ++i) {
    if (i == 8) bits = next();
    out[kByteAt[i]] = kLowerHex[bits % 16];
    out[kByteAt[i] + 1] = kLowerHex[bits / 16 % 16];
    bits /= 256;
  }
  out[14] = '4';
  out[19] = kLowerHex[8 + kLowerHex.find(out[19]) % 4];
  return out;
}

std::uint64_t SystemRandom::next() {
  if (used_ == pool_.size()) {
    if (getrandom(pool_.data(), sizeof pool_, 0) != static_cast<ssize_t>(sizeof pool_))
      throw std::runtime_error("getrandom gave no randomness");
    used_ = 0;
  }
  return std::exchange(pool_[used_++], 0);
}

}  // namespace eni
