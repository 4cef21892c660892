#pragma once
/// Randomness is injected, so that ids and jitter are the same in each run of a test.
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace eni {

class Random {
 public:
  virtual ~Random() = default;
  /// 64 random bits.
  virtual std::uint64_t next() = 0;

  /// Uniform in [0, 1).
  double fraction() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  /// `length` characters, each from `alphabet` (not empty).
  std::string text(std::size_t length, std::string_view alphabet);
  /// A version 4 UUID, lower case with hyphens.
  std::string uuid();
};

inline constexpr std::string_view kUpperAlphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
inline constexpr std::string_view kAlphanumeric =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
inline constexpr std::string_view kLowerHex = "0123456789abcdef";

/// From the operating system; good enough for secrets.
class SystemRandom final : public Random {
 public:
  std::uint64_t next() override;

 private:
  std::array<std::uint64_t, 32> pool_{};  ///< asked for at once, given out once
  std::size_t used_ = pool_.size();
};

/// The same sequence for the same seed. For tests.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed = 1) : engine_{seed} {}
  std::uint64_t next() override { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace eni
