#pragma once
/// The numbers of ECS's rows, by which other rows refer to them: growing with time, and 0 for none. Each table's are a type of their
/// own, so that no host is taken for a cluster.
#include <cstdint>

namespace eni::sandbox {

enum class EcsClusterNumber : std::int64_t {};
enum class EcsContainerInstanceNumber : std::int64_t {};
enum class EcsServiceNumber : std::int64_t {};
enum class EcsDeploymentNumber : std::int64_t {};
enum class EcsTaskOriginNumber : std::int64_t {};
enum class EcsTaskNumber : std::int64_t {};
enum class EcsCapacityProviderNumber : std::int64_t {};

/// For arithmetic and page tokens.
template <class Number>
constexpr std::int64_t to_integer(Number number) {
  return static_cast<std::int64_t>(number);
}

}  // namespace eni::sandbox
