#include "sandbox/services/ecs/task_definitions/task_size.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "base/text.h"
#include "sandbox/services/ecs/errors.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::int64_t kUnitsPerVcpu = 1024;
constexpr std::int64_t kMibPerGb = 1024;
constexpr std::int64_t kMinCpu = 128;
constexpr std::int64_t kMaxCpu = 196'608;
constexpr std::int64_t kMinMemory = 4;
constexpr std::int64_t kMaxMemory = 32LL * 1024 * 1024;  // more than any instance type has

/// A number, whole if it stands alone, or with `unit` behind it a decimal one times `factor`.
std::optional<std::int64_t> read_size(std::string_view text, std::string_view unit, std::int64_t factor) {
  text = trim(text);
  const std::string lower = to_lower(text);
  if (!lower.ends_with(unit)) return parse_integer(text);
  const std::string_view number = trim(std::string_view(lower).substr(0, lower.size() - unit.size()));
  if (number.empty() || number.find_first_not_of("0123456789.") != std::string_view::npos)
    return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc() || end != number.data() + number.size() || value > 1e9) return std::nullopt;
  return static_cast<std::int64_t>(std::llround(value * static_cast<double>(factor)));
}

aws::ApiError invalid_size(std::string_view member) {
  return client_exception("Invalid '" + std::string(member) +
                          "' setting for task. For more information, see the Troubleshooting section of the "
                          "Amazon ECS Developer Guide.");
}

aws::ApiResult<std::optional<std::int64_t>> checked(std::optional<std::int64_t> size, std::string_view given,
                                                    std::string_view member, std::int64_t min,
                                                    std::int64_t max) {
  if (given.empty()) return std::optional<std::int64_t>{};
  if (!size || *size < min || *size > max) return invalid_size(member);
  return size;
}

/// Sizes that Fargate has; memory from `min` to `max` in steps.
struct FargateRow {
  std::int64_t cpu_units;
  std::int64_t min_mib;
  std::int64_t max_mib;
  std::int64_t step_mib;
};

constexpr FargateRow kFargate[] = {
    {512, 1024, 4096, 1024},   {1024, 2048, 8192, 1024},   {2048, 4096, 16384, 1024},
    {4096, 8192, 30720, 1024}, {8192, 16384, 61440, 4096}, {16384, 32768, 122880, 8192},
};

}  // namespace

std::optional<std::int64_t> read_cpu(std::string_view text) { return read_size(text, "vcpu", kUnitsPerVcpu); }
std::optional<std::int64_t> read_memory(std::string_view text) { return read_size(text, "gb", kMibPerGb); }

aws::ApiResult<TaskSize> read_task_size(std::string_view cpu, std::string_view memory) {
  TaskSize size;
  ENI_TRY(size.cpu_units, checked(read_cpu(cpu), cpu, "cpu", kMinCpu, kMaxCpu));
  ENI_TRY(size.memory_mib, checked(read_memory(memory), memory, "memory", kMinMemory, kMaxMemory));
  return size;
}

bool is_fargate_size(std::int64_t cpu_units, std::int64_t memory_mib) {
  if (cpu_units == 256) return memory_mib == 512 || memory_mib == 1024 || memory_mib == 2048;
  return std::any_of(std::begin(kFargate), std::end(kFargate), [&](const FargateRow& row) {
    return row.cpu_units == cpu_units && memory_mib >= row.min_mib && memory_mib <= row.max_mib &&
           (memory_mib - row.min_mib) % row.step_mib == 0;
  });
}

aws::ApiResult<void> check_fargate_size(const TaskSize& size) {
  if (!size.cpu_units) return client_exception("Fargate requires that 'cpu' be defined at the task level.");
  if (!size.memory_mib)
    return client_exception("Fargate requires that 'memory' be defined at the task level.");
  if (!is_fargate_size(*size.cpu_units, *size.memory_mib)) {
    return client_exception(
        "No Fargate configuration exists for given values: " + std::to_string(*size.cpu_units) + " CPU, " +
        std::to_string(*size.memory_mib) + " memory. See the Amazon ECS documentation for the valid values.");
  }
  return {};
}

}  // namespace eni::sandbox::ecs_service
