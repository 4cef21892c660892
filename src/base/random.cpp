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
  std::string out = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  std::uint64_t bits = next();
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i == 18) bits = next();
    if (out[i] == 'x') out[i] = kLowerHex[bits % 16];
    if (out[i] == 'y') out[i] = kLowerHex[8 + bits % 4];
    if (out[i] != '-') bits /= 16;
  }
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
