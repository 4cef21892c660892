#include "base/random.h"

#include <sys/random.h>

#include <cstring>
#include <stdexcept>

namespace eni {

std::string Random::text(std::size_t length, std::string_view alphabet) {
  std::string out(length, ' ');
  for (char& c : out) c = alphabet[next() % alphabet.size()];
  return out;
}

std::string Random::uuid() {
  std::string out = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  for (char& c : out) {
    if (c == 'x') c = kLowerHex[next() % 16];
    if (c == 'y') c = kLowerHex[8 + next() % 4];
  }
  return out;
}

std::uint64_t SystemRandom::next() {
  std::uint64_t bits = 0;
  if (getrandom(&bits, sizeof bits, 0) != static_cast<ssize_t>(sizeof bits))
    throw std::runtime_error("getrandom gave no randomness");
  return bits;
}

}  // namespace eni
