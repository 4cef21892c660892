#include "vpc/number_pool.h"

#include <bit>

namespace eni::vpc {

std::optional<std::uint32_t> NumberPool::take() {
  if (taken_ == count_) return std::nullopt;
  while (full_ < words() && word(full_) == ~std::uint64_t{0}) ++full_;
  const std::uint64_t bits = full_ < words() ? word(full_) : 0;
  const std::uint32_t number = first_ + full_ * 64 + static_cast<std::uint32_t>(std::countr_one(bits));
  take(number);
  return number;
}

bool NumberPool::take(std::uint32_t number) {
  const std::uint32_t index = number - first_;
  if (number < first_ || index >= count_) return false;
  if (words() <= index / 64) grow(index / 64 + 1);
  const std::uint64_t bit = std::uint64_t{1} << (index % 64);
  if ((word(index / 64) & bit) != 0) return false;
  word(index / 64) |= bit;
  ++taken_;
  return true;
}

void NumberPool::grow(std::size_t words) {
  if (!tail_) tail_ = std::make_unique<std::vector<std::uint64_t>>();
  tail_->resize(words - 1);
}

bool NumberPool::give_back(std::uint32_t number) {
  const std::uint32_t index = number - first_;
  if (number < first_ || index / 64 >= words()) return false;
  const std::uint64_t bit = std::uint64_t{1} << (index % 64);
  if ((word(index / 64) & bit) == 0) return false;
  word(index / 64) &= ~bit;
  --taken_;
  if (index / 64 < full_) full_ = index / 64;
  return true;
}

}  // namespace eni::vpc
