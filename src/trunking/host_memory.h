#pragma once
/// The memory that an operating system has of an instance's: what the ECS agent registers.
#include <cstdint>

namespace eni::trunking {

/// MemTotal in MiB of an instance with `memory_mib`. The kernel keeps some for itself, about 3 % for its page tables and crash
/// kernel and a share that does not grow; the figures are fitted to what hosts on Amazon Linux register (c5.large 3795 of 4096,
/// m5.large about 7770 of 8192) and are off by a percent for others.
/// Source of the fact: Amazon ECS Developer Guide, "Reserving Amazon ECS Linux container instance memory".
constexpr std::int64_t usable_memory_mib(std::int64_t memory_mib) {
  constexpr std::int64_t kFixedMib = 179;
  constexpr std::int64_t kPercent = 3;
  const std::int64_t usable = memory_mib - kFixedMib - memory_mib * kPercent / 100;
  return usable > memory_mib / 2 ? usable : memory_mib / 2;
}

}  // namespace eni::trunking
